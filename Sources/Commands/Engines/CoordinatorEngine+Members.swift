import Cluster
import Link
import Membership

/// Who a connection is, and what a newcomer may do.
extension Turn {
    mutating func admit(_ id: ConnectionID, _ certificate: [UInt8]?, now: Moment) throws {
        guard let gatekeeper else {
            machine.connect(id, now: now)
            return
        }
        guard let certificate else {
            guard newcomers.count < Self.newcomersMax else {
                machine.refuse(id, .busy, "too many newcomers at once")
                return
            }
            newcomers.insert(id)
            return
        }
        do throws(MembershipError) {
            let member = try gatekeeper.admit(certificate)
            guard !gatekeeper.isBarred(member) else {
                machine.refuse(id, .forbidden, "\(member) was revoked")
                return
            }
            machine.connect(id, as: member, now: now)
        } catch { machine.refuse(id, .forbidden, "\(error)") }
    }

    /// Newcomers that may be connected at once.
    static let newcomersMax = 64

    /// A newcomer may join; anything else ends its connection.
    mutating func receive(_ event: LinkEvent, from id: ConnectionID) throws {
        handled[id, default: 0] += 1
        guard case .received(.message(.join(let join), _)) = event else {
            machine.refuse(id, .forbidden, "without a certificate only join is allowed")
            return
        }
        try answer(join, from: id)
    }

    mutating func answer(_ join: Join, from id: ConnectionID) throws {
        guard let gatekeeper else {
            machine.refuse(id, .forbidden, "this coordinator takes no members in")
            return
        }
        do {
            let joined = try gatekeeper.join(join, by: machine.member(id))
            let name = try PeerCertificate(pem: joined.certificate).name
            log("\(name) has \(join.token == nil ? "renewed its certificate" : "joined")")
            machine.reply(.joined(joined), to: id, closing: machine.member(id) == nil)
        } catch { machine.refuse(id, .forbidden, "\(error)") }
    }

    /// Members that have been revoked leave at once.
    mutating func turnOut(now: Moment) throws {
        guard let gatekeeper else { return }
        try gatekeeper.refresh()
        let barred = machine.members.filter { gatekeeper.isBarred($0) }.map(\.serial)
        if !barred.isEmpty { machine.revoke(Set(barred), now: now) }
    }
}
