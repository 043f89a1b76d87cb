import Audit
import Bench
import Membership
import Store

/// What members have signed of a run's shards, held against the log.
struct Seals {
    /// Shards by the member that has signed them, by name.
    private(set) var shards: [String: Int] = [:]

    /// Verifies each signature of a run with the certificate that is kept beside it; where
    /// authorities are given, the certificate must be from one of them.
    init(
        of run: RunID,
        in store: Store,
        log: Leaves,
        authorities: [AuthorityCertificate],
        _ audit: inout Audit
    ) throws {
        var faults: [String] = []
        var found: [String: Int] = [:]
        try store.forEachSeal(of: run) { leaf, signature, certificate in
            guard log.leaves.indices.contains(leaf) else {
                faults.append("a signature over leaf \(leaf), which is not in the log")
                return
            }
            let place = "shard \(log.leaves[leaf].shard)"
            guard let peer = try? PeerCertificate(der: certificate) else {
                faults.append("\(place): its signer's certificate cannot be read")
                return
            }
            guard peer.hasSigned(log.leaves[leaf].sealed, signature: signature) else {
                faults.append("\(place): its signature is not that of \(peer.name)")
                return
            }
            if !authorities.isEmpty, !authorities.contains(where: peer.isIssued) {
                faults.append("\(place): \(peer.name) is no member of that authority")
                return
            }
            found["\(peer.name)", default: 0] += 1
        }
        for fault in faults { audit.note(fault: fault) }
        shards = found
    }

    /// «2,025 shards signed: 1,020 by gapwatch://acme/w-1, …»; nil where nothing is signed.
    var text: String? {
        let count = shards.values.reduce(0, +)
        guard count > 0 else { return nil }
        let names = shards.sorted { $0.key < $1.key }.map { "\($0.value) by \($0.key)" }
        return "\(count) shards signed: " + names.joined(separator: ", ")
    }

    /// The same for programs.
    var json: JSON {
        .object(shards.sorted { $0.key < $1.key }.map { JSON.Member($0.key, JSON($0.value)) })
    }
}
