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

    /// The log keeps the roots of whole subtrees alone; its root must be that over all leaves.
    @Test func `a log's root and paths are those of the whole tree`() {
        var log = ShardLog()
        var leaves: [Digest] = []
        for number in 0..<70 {
            let lease = Lease(run: RunID("r1"), shard: number, epoch: 1)
            let root = Digest(of: [UInt8(number)])
            let receipt = log.append(lease, root: root)
            leaves.append(Digest(of: [0] + Array("r1\0\(number)\u{0}1\0".utf8) + root.bytes))
            #expect(receipt.root == Self.root(leaves[...]), "\(number)")
            #expect(receipt.proves(root: root))
            #expect(!receipt.proves(root: Digest(of: [200])))
            var other = receipt
            other.lease.epoch = 2
            #expect(!other.proves(root: root))
        }
    }

    /// RFC 6962, section 2.1, as it stands there.
    private static func root(_ leaves: ArraySlice<Digest>) -> Digest {
        if leaves.count == 1 { return leaves[leaves.startIndex] }
        var half = 1
        while half * 2 < leaves.count { half *= 2 }
        let middle = leaves.startIndex + half
        return Digest(of: [1] + root(leaves[..<middle]).bytes + root(leaves[middle...]).bytes)
    }
}
