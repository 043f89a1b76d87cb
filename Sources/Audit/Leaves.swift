import Bench

/// The coordinator's log of shards, recomputed from its leaves by code of its own.
///
/// Source: RFC 6962, section 2.1.
public struct Leaves: Sendable {
    /// What a leaf of the log says.
    public struct Leaf: Sendable, Equatable {
        /// The run.
        public var run: RunID
        /// The shard in the run's plan.
        public var shard: Int
        /// The lease under which it was delivered.
        public var epoch: Int
        /// The Merkle root over the digests of the records, in the order of samples.
        public var root: Digest

        /// What the member that has delivered the shard signs of it.
        public var sealed: [UInt8] {
            Array("gapwatch shard\n\(run.name)\n\(shard)\n\(epoch)\n\(root.hex)\n".utf8)
        }

        /// A leaf that says so.
        public init(run: RunID, shard: Int, epoch: Int, root: Digest) {
            self.run = run
            self.shard = shard
            self.epoch = epoch
            self.root = root
        }
    }

    /// The leaves, from the first on.
    public private(set) var leaves: [Leaf] = []
    private var hashes: [Digest] = []
    private var known: [Int: Digest] = [:]

    /// A log without leaves.
    public init() {}

    /// Adds the next leaf.
    public mutating func read(_ leaf: Leaf) {
        leaves.append(leaf)
        var text = Array("\(leaf.run.name)\0\(leaf.shard)\0\(leaf.epoch)\0".utf8)
        text += leaf.root.bytes
        hashes.append(Digest(of: [0] + text))
    }

    /// The log's root when it had so many leaves; nil where it never had.
    public mutating func root(ofFirst size: Int) -> Digest? {
        guard (1...max(1, hashes.count)).contains(size), !hashes.isEmpty else { return nil }
        return root(0, size)
    }

    /// The root over some leaves; whole subtrees are remembered, so that a thousand sizes cost
    /// little more than one.
    private mutating func root(_ from: Int, _ count: Int) -> Digest {
        if count == 1 { return hashes[from] }
        let isWhole = count & (count - 1) == 0
        let place = from << 6 | count.trailingZeroBitCount
        if isWhole, let root = known[place] { return root }
        let left = 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
        let first = root(from, left)
        let second = root(from + left, count - left)
        let root = Digest(of: [1] + first.bytes + second.bytes)
        if isWhole { known[place] = root }
        return root
    }

    /// The root over digests; over none the digest of nothing, which is what a lease has delivered whose
    /// samples had all come late, under the one before.
    public static func root(over digests: [Digest]) -> Digest? {
        if digests.isEmpty { return Digest(of: []) }
        var leaves = Leaves()
        leaves.hashes = digests.map { Digest(of: [0] + $0.bytes) }
        return leaves.root(ofFirst: digests.count)
    }
}
