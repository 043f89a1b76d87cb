import Bench

/// The root over the digests of a shard's records, by which both sides see that they hold the
/// same books.
///
/// Source: RFC 6962, section 2.1 (leaves prefixed with 0, nodes with 1, split at the largest power
/// of two below the count).
public enum Merkle {
    /// The root of the leaves in their order; of no leaf, the digest of nothing.
    public static func root(_ leaves: [Digest]) -> Digest {
        if leaves.isEmpty { return Digest(of: [UInt8]()) }
        return root(leaves[...])
    }

    private static func root(_ leaves: ArraySlice<Digest>) -> Digest {
        if leaves.count == 1 { return leaf(leaves[leaves.startIndex].bytes) }
        var half = 1
        while half * 2 < leaves.count { half *= 2 }
        let middle = leaves.startIndex + half
        let left = root(leaves[..<middle])
        let right = root(leaves[middle...])
        return node(left, right)
    }

    static func leaf(_ bytes: [UInt8]) -> Digest { Digest(of: [0] + bytes) }

    static func node(_ left: Digest, _ right: Digest) -> Digest {
        Digest(of: [1] + left.bytes + right.bytes)
    }
}
