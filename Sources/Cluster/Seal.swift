import Bench

/// A member's signature over a shard that it has delivered: under the root stand the digests of all of
/// its records, so one signature holds for each.
public struct Seal: Sendable, Equatable {
    /// ECDSA on P-256 with SHA-256, DER in base64.
    public var signature: String
    /// The certificate of the connection that it came over, in DER.
    public var certificate: [UInt8]

    package init(signature: String, certificate: [UInt8]) {
        self.signature = signature
        self.certificate = certificate
    }

    /// What is signed of a shard.
    package static func text(of lease: Lease, root: Digest) -> [UInt8] {
        let words = [
            "gapwatch shard", lease.run.name, "\(lease.shard)", "\(lease.epoch)", root.hex,
        ]
        return Array((words.joined(separator: "\n") + "\n").utf8)
    }
}
