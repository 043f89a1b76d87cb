import Bench

/// The log of the shards whose records both sides saw to be the same, in the order in which they
/// were stored: it only grows, and its root changes with whatever is in it.
///
/// Kept as the roots of the whole subtrees alone, one a power of two: 64 digests for any length.
/// Those are also the audit path of the leaf that comes next.
///
/// Source: RFC 6962, section 2.1.
public struct ShardLog: Sendable, Equatable {
    /// Leaves so far.
    public private(set) var size = 0
    /// The roots of whole subtrees from left to right, each of half as many leaves or fewer.
    private var peaks: [Digest] = []

    /// A log with nothing in it.
    public init() {}

    /// Adds a shard as the next leaf; returns what proves that it is there.
    @discardableResult
    public mutating func append(_ lease: Lease, root: Digest) -> Receipt {
        let leaf = Merkle.leaf(Self.leaf(lease, root: root))
        let path = Array(peaks.reversed())
        let receipt = Receipt(
            lease: lease,
            leaf: size,
            size: size + 1,
            root: path.reduce(leaf) { Merkle.node($1, $0) },
            path: path
        )
        var last = leaf
        var count = size
        while count & 1 == 1 {
            last = Merkle.node(peaks.removeLast(), last)
            count >>= 1
        }
        peaks.append(last)
        size += 1
        return receipt
    }

    /// What a leaf is the digest of: run, shard and epoch in words, and the root's 32 bytes, with
    /// a zero byte between them.
    static func leaf(_ lease: Lease, root: Digest) -> [UInt8] {
        let words = [lease.run.name, "\(lease.shard)", "\(lease.epoch)"]
        return words.flatMap { Array($0.utf8) + [0] } + root.bytes
    }
}

extension Receipt {
    /// Whether the path leads from a shard with this root, as the last leaf, to the log's root.
    public func proves(root shard: Digest) -> Bool {
        let leaf = Merkle.leaf(ShardLog.leaf(lease, root: shard))
        return size == self.leaf + 1 && path.count == self.leaf.nonzeroBitCount
            && path.reduce(leaf) { Merkle.node($1, $0) } == root
    }

    /// What the coordinator signs: how long its log was, and the root.
    public var checkpoint: [UInt8] { Array("gapwatch log\n\(size)\n\(root.hex)\n".utf8) }
}
