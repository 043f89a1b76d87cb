import Audit
import Bench
import Cluster
import Membership

/// The receipts of a worker, read from its file.
struct Receipts {
    private let path: String
    private let receipts: [Receipt]

    /// The most bytes of such a file.
    static let bytesMax = 1 << 30

    /// Reads a file of one receipt a line; throws with the line and the member that is wrong.
    init(at path: String) throws {
        self.path = path
        let bytes = try Files.bytes(at: path, bytesMax: Self.bytesMax)
        receipts = try bytes.split(separator: 0x0a).enumerated().map { index, line in
            do {
                return try Receipt(json: try JSON(parsing: Array(line), rules: .file))
            } catch { throw CommandError("\(path):\(index + 1): \(error)") }
        }
    }

    /// Holds the log to what it has confirmed; says how many receipts there were.
    func check(
        against log: inout Leaves,
        authorities: [AuthorityCertificate],
        _ audit: inout Audit
    ) throws -> Int {
        for (index, receipt) in receipts.enumerated() {
            let place = "\(path):\(index + 1)"
            let lease = receipt.lease
            if log.root(ofFirst: receipt.size) != receipt.root {
                audit.note(
                    fault: "\(place): the log of \(receipt.size) leaves is not what it was when "
                        + "shard \(lease.shard) of \(lease.run) was confirmed"
                )
            } else if receipt.leaf >= receipt.size
                || !Self.names(lease, log.leaves[receipt.leaf])
            {
                audit.note(fault: "\(place): leaf \(receipt.leaf) is another shard")
            }
            let isSigned = authorities.contains { authority in
                receipt.signature.map {
                    authority.hasSigned(receipt.checkpoint, signature: $0)
                } ?? false
            }
            if !isSigned, !authorities.isEmpty {
                audit.note(fault: "\(place): not signed by that authority")
            }
        }
        return receipts.count
    }

    private static func names(_ lease: Lease, _ leaf: Leaves.Leaf) -> Bool {
        leaf.run == lease.run && leaf.shard == lease.shard && leaf.epoch == lease.epoch
    }
}
