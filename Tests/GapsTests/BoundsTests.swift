import Testing

@testable import Gaps

struct BoundsTests {
    @Test func `ends are cut off where no value can be`() {
        #expect(
            Bounds(around: 0.5, halfWidth: 0.25, in: -1...1) == Bounds(lower: 0.25, upper: 0.75)
        )
        #expect(Bounds(around: 0.5, halfWidth: 2, in: -1...1) == Bounds(lower: -1, upper: 1))
    }
}
