import Bench
import Cluster
import Testing

struct MerkleTests {
    /// Leaves 1, 2, 3 as digests of one byte each; the roots were computed with Python's hashlib.
    @Test func `roots agree with an independent computation`() {
        let leaves = (UInt8(1)...3).map { Digest(of: [$0]) }
        #expect(
            Merkle.root([]).hex
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        #expect(
            Merkle.root([leaves[0]]).hex
                == "9d1843c1a24a654a39ff3448714bc9fe69da0170fa390b1ac67047377ba72f0e"
        )
        #expect(
            Merkle.root(leaves).hex
                == "15681b71a5a1895616f06c60725050e8d9cd13a6ebbbd6ff8ca1a936bb504350"
        )
    }
}
