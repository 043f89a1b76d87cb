import Cluster
import Foundation
import Link
import Membership
import Store
import Synchronization

/// Who is let in: the coordinator's own authority, the organisations' authorities, one-time tokens,
/// and those who are barred.
///
/// Asked from the engine's thread and from the sockets' thread; reads the membership from the store.
final class Gatekeeper: Sendable {
    private struct State: Sendable {
        var version = "none yet"
        var issuers: Issuers
        var barred: Set<String> = []
        var barredNames: Set<String> = []
        var protection: Protection
    }

    private let store: Store
    private let folder: String
    private let authority: Authority
    private let state: Mutex<State>

    /// The organisation of the coordinator itself: its people see and do everything.
    static let house = "house"
    /// How long certificates last.
    static let coordinatorDays = 365
    static let memberDays = 90
    static let authorityYears = 10

    /// Opens the identity of a coordinator, and makes it where there is none.
    ///
    /// `hosts` are the names and addresses that members know it by.
    init(store: Store, folder: String, hosts: [String]) throws {
        self.store = store
        self.folder = folder
        authority = try Self.authority(in: folder)
        try Self.makeCertificate(in: folder, of: authority, hosts: hosts)
        let empty = try Issuers([:])
        let none = try Self.protection(folder, issuers: empty, own: authority)
        state = Mutex(State(issuers: empty, protection: none))
        try refresh()
    }

    /// The authority of a folder, and a new one where there is none.
    static func authority(in folder: String) throws -> Authority {
        let (certificate, key) = (folder + "/authority.pem", folder + "/authority.key")
        if Files.exists(key) {
            let secret = String(decoding: try SecretFile.read(key), as: UTF8.self)
            return try Authority(certificatePEM: try Files.text(at: certificate), keyPEM: secret)
        }
        try Files.makeFolder(folder, mode: 0o700)
        let made = try Authority.make(
            name: "Gapwatch coordinator",
            validFrom: Date(),
            years: authorityYears
        )
        try SecretFile.write(Array(made.keyPEM.utf8), to: key)
        try Files.write(Array(made.certificate.pem.utf8), to: certificate)
        return made
    }

    /// Makes the coordinator's own certificate where it is missing, due, or for other hosts.
    private static func makeCertificate(
        in folder: String,
        of authority: Authority,
        hosts: [String]
    ) throws {
        let (certificate, key) = (folder + "/coordinator.pem", folder + "/coordinator.key")
        let known = folder + "/hosts"
        let names = hosts.sorted().joined(separator: "\n") + "\n"
        if Files.exists(certificate), Files.exists(key), try Files.text(at: known) == names,
            let old = try? PeerCertificate(pem: leaf(of: try Files.text(at: certificate))),
            !old.renewalDue(at: Date())
        {
            return
        }
        let pair = KeyPair()
        let name = try MemberName(organisation: house, worker: "coordinator")
        let pem = try authority.sign(
            try CertificateRequest(pem: try pair.request()),
            as: name,
            role: .coordinator,
            hosts: hosts,
            validFrom: Date(),
            days: coordinatorDays
        )
        try SecretFile.write(Array(pair.pem.utf8), to: key)
        // The authority comes after the leaf, so that a newcomer can compare its fingerprint.
        try Files.write(Array((pem + "\n" + authority.certificate.pem).utf8), to: certificate)
        try Files.write(Array(names.utf8), to: known)
    }

    /// The first certificate of a chain in PEM.
    static func leaf(of chain: String) -> String {
        let end = "-----END CERTIFICATE-----"
        guard let range = chain.firstRange(of: end) else { return chain }
        return String(chain[..<range.upperBound])
    }

    private static func protection(
        _ folder: String,
        issuers: Issuers,
        own: Authority
    ) throws -> Protection {
        let foreign = issuers.authorities.values.joined().map(\.pem)
        return try .mutualTLS(
            certificate: folder + "/coordinator.pem",
            key: folder + "/coordinator.key",
            authorities: Set(foreign + [own.certificate.pem]).sorted(),
            isServer: true,
            admitsNewcomers: true
        )
    }

    /// The signature of the coordinator's authority; nil where the system cannot make one.
    func signature(of bytes: [UInt8]) -> String? { try? authority.signature(of: bytes) }

    /// How the next connection is protected.
    var protection: Protection { state.withLock { $0.protection } }

    /// Looks whether people have changed the membership; whom to turn out.
    func refresh() throws {
        let version = try store.membershipVersion()
        if state.withLock({ $0.version == version }) { return }
        var pems: [String: [String]] = [Self.house: [authority.certificate.pem]]
        for (name, pem) in try store.organisations() {
            pems[name, default: []].append(pem.isEmpty ? authority.certificate.pem : pem)
        }
        let issuers = try Issuers(pem: pems)
        let revoked = try store.members().filter { $0.revokedAtMilliseconds != nil }
        let protection = try Self.protection(folder, issuers: issuers, own: authority)
        state.withLock { state in
            state.version = version
            state.issuers = issuers
            state.barred = Set(revoked.map(\.serial))
            state.barredNames = Set(
                revoked.filter { $0.serial.hasPrefix("name:") }
                    .map { $0.organisation + "/" + $0.name }
            )
            state.protection = protection
        }
    }

    /// Whether a member has been turned out since it was let in.
    func isBarred(_ member: Member) -> Bool {
        state.withLock { state in
            state.barred.contains(member.serial)
                || state.barredNames.contains("\(organisation(of: member))/\(member.name)")
        }
    }

    private func organisation(of member: Member) -> String {
        member.organisation.isEmpty ? Self.house : member.organisation
    }

    /// Whom a certificate names, or why it is not believed.
    func admit(_ certificate: [UInt8]) throws(MembershipError) -> Member {
        let peer = try PeerCertificate(der: certificate)
        let name = try peer.check(at: Date(), issuers: state.withLock { $0.issuers })
        let role: PeerRole? =
            switch peer.role {
            case .worker: .worker
            case .client: .client
            case .coordinator: nil
            }
        return Member(
            organisation: name.organisation == Self.house ? "" : name.organisation,
            name: name.worker,
            role: role,
            serial: peer.serial
        )
    }

    /// Makes a newcomer a member for its token, or renews a member's certificate.
    func join(_ join: Join, by member: Member?) throws -> Joined {
        let request = try CertificateRequest(pem: join.request)
        let now = Date()
        let milliseconds = Int64(now.timeIntervalSince1970 * 1000)
        let (name, role, row) = try whom(join, by: member, for: request, at: milliseconds)
        if !store.ownAuthority(of: name.organisation) {
            throw CommandError(
                "\(name.organisation) has an authority of its own: its certificates come from there"
            )
        }
        let pem = try authority.sign(
            request,
            as: name,
            role: role,
            validFrom: now,
            days: Self.memberDays
        )
        let made = try PeerCertificate(pem: pem)
        let entry = MemberRow(
            serial: made.serial,
            organisation: name.organisation,
            name: name.worker,
            role: role.rawValue,
            issuedAtMilliseconds: milliseconds,
            expiresAtMilliseconds: Int64(made.notAfter.timeIntervalSince1970 * 1000)
        )
        guard
            try store.use(
                row,
                by: Self.mark(request, name.worker),
                for: entry,
                atMilliseconds: milliseconds
            )
        else { throw MembershipError.tokenUsed(atMilliseconds: Int(milliseconds)) }
        return Joined(certificate: pem, authority: authority.certificate.pem)
    }

    /// Who has used a token: a key under a name.
    private static func mark(_ request: CertificateRequest, _ name: String) -> String {
        request.keyFingerprint.hex + " " + name
    }

    private func whom(
        _ join: Join,
        by member: Member?,
        for request: CertificateRequest,
        at milliseconds: Int64
    ) throws -> (MemberName, MemberRole, TokenRow?) {
        guard let text = join.token else {
            guard let member, !isBarred(member) else {
                throw CommandError("a token is needed, or the certificate of a member")
            }
            let name = try MemberName(organisation: organisation(of: member), worker: member.name)
            return (name, member.role == .client ? .client : .worker, nil)
        }
        let token = try Token(text: text)
        guard let row = try store.token(token.id), let secret = Fingerprint(bytes: row.secret),
            let role = MemberRole(rawValue: row.role)
        else {
            throw MembershipError.wrongSecret
        }
        let given = row.worker ?? "member-" + request.keyFingerprint.hex.prefix(8)
        let asked = join.name.isEmpty ? String(given) : join.name
        // Used by this very key for this very name before: the answer was lost on its way, and is given
        // again.
        let isRepeated = row.usedBy == Self.mark(request, row.worker ?? asked)
        var record = TokenRecord(
            id: row.id,
            organisation: row.organisation,
            worker: row.worker,
            role: role,
            secretDigest: secret,
            expiresAtMilliseconds: Int(row.expiresAtMilliseconds),
            usedAtMilliseconds: isRepeated ? nil : row.usedAtMilliseconds.map { Int($0) }
        )
        let name = try record.name(asked: asked)
        try record.accept(secret: token.secret, at: Int(milliseconds))
        return (name, role, row)
    }
}

extension Store {
    /// Whether an organisation's members are signed by the coordinator's authority.
    fileprivate func ownAuthority(of organisation: String) -> Bool {
        let known = (try? organisations().first { $0.name == organisation })?.authority ?? ""
        return known.isEmpty
    }
}
