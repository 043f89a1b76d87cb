import Cluster
import Testing

struct SampleSetTests {
    @Test func `a set travels as bits, the first sample highest`() throws {
        var set = SampleSet(in: 100..<110)
        set.insert(100)
        set.insert(109)
        #expect(set.hex == "8040")
        #expect(SampleSet(hex: "8040", in: 100..<110) == set)
        #expect(set.samples == [100, 109])
    }

    @Test func `bits beyond the range, other lengths and other digits are refused`() {
        #expect(SampleSet(hex: "8020", in: 100..<110) == nil)
        #expect(SampleSet(hex: "80", in: 100..<110) == nil)
        #expect(SampleSet(hex: "80zz", in: 100..<110) == nil)
        #expect(SampleSet(hex: "8040", in: 100..<110)?.contains(110) == false)
    }
}
