import ArgumentParser
import Bench
import Cluster
import Foundation
import Link
import Membership
import NIOPosix
import Store

/// The command `gapwatch enrol`.
struct EnrolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: "Let an organisation's worker or person in: prints a one-time token.",
        discussion: """
            Runs where the coordinator's store is, also while it runs. The token goes to whoever \
            is to join, who calls `gapwatch join` with it. An organisation with an authority of \
            its own (--authority) signs its members itself and needs no tokens. The organisation \
            `house` is the coordinator's own: its people see and control everything.
            """
    )

    @Argument(help: "The organisation: lower-case letters, digits, '-' and '.'.")
    var organisation: String

    @Option(help: "The member's name; left open unless said.")
    var name: String?

    @Flag(help: "For a person who submits and looks, rather than a worker.")
    var client = false

    @Option(help: "Hours that the token can be used for.")
    var hours = 24

    @Option(
        help: ArgumentHelp("The organisation's own authority, PEM.", valueName: "file")
    )
    var authority: String?

    @Option(help: ArgumentHelp("The coordinator's certificates.", valueName: "folder"))
    var identity: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...8760).contains(hours) else {
            throw ValidationError("--hours must be 1 to 8760")
        }
    }

    func run() throws {
        let path = store.resolved
        let store = try Members.books(at: path)
        let now = Clocks.wallMilliseconds()
        _ = try MemberName(organisation: organisation, worker: name ?? "any")
        if let authority {
            let pem = try Files.text(at: authority)
            _ = try AuthorityCertificate(pem: pem)
            try store.enter(organisation: organisation, authority: pem, atMilliseconds: now)
            Output.print("\(organisation) is in, with an authority of its own")
            return
        }
        let own = try Gatekeeper.authority(in: identity ?? path + ".identity")
        let known = try store.organisations().first { $0.name == organisation }
        if known == nil {
            try store.enter(organisation: organisation, authority: "", atMilliseconds: now)
        } else if known?.authority.isEmpty == false {
            throw CommandError("\(organisation) has an authority of its own and needs no token")
        }
        if let name { try store.reinstate(organisation: organisation, name: name) }
        let (token, record) = try Token.make(
            organisation: organisation,
            worker: name,
            role: client ? .client : .worker,
            expiresAtMilliseconds: Int(now) + hours * 3_600_000,
            authority: own.certificate.fingerprint
        )
        try store.enter(
            TokenRow(
                id: record.id,
                organisation: record.organisation,
                worker: record.worker,
                role: record.role.rawValue,
                secret: record.secretDigest.bytes,
                expiresAtMilliseconds: Int64(record.expiresAtMilliseconds)
            )
        )
        if output.json {
            Output.print(["token": JSON(token.text), "hours": JSON(hours)])
        } else {
            Output.print(token.text)
            Output.warn(
                "for one \(client ? "person" : "worker") of \(organisation), within \(hours) h:\n"
                    + "  gapwatch join TOKEN --connect HOST:PORT --folder member"
            )
        }
    }
}

/// The command `gapwatch revoke`.
struct RevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Turn a member out, at once."
    )

    @Argument(help: "Organisation and name, as in acme/worker-1.")
    var member: String

    @Option(help: "Why.")
    var reason: String

    @OptionGroup var store: StoreOptions

    func run() throws {
        let parts = member.split(separator: "/")
        guard parts.count == 2 else {
            throw CommandError("\"\(member)\" is no member: ORGANISATION/NAME is needed")
        }
        let name = try MemberName(organisation: String(parts[0]), worker: String(parts[1]))
        let count = try Members.books(at: store.resolved).revoke(
            organisation: name.organisation,
            name: name.worker,
            reason: reason,
            atMilliseconds: Clocks.wallMilliseconds()
        )
        Output.print("\(member) is revoked; \(count) certificates of ours were in use")
    }
}

/// The command `gapwatch join`.
struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Become a member of a coordinator's cluster, with a token from its operator.",
        discussion: """
            Makes a key pair here, has it signed, and writes member.key, member.pem and \
            authority.pem. The key never leaves this machine. The token names the coordinator's \
            authority, so nobody else can answer in its place. Workers renew by themselves.
            """
    )

    @Argument(help: "The token that `gapwatch enrol` has printed.")
    var token: String

    @Option(help: ArgumentHelp("The coordinator.", valueName: "host:port"))
    var connect: String

    @Option(help: "The name to have, where the token leaves it open; given unless said.")
    var name: String?

    @Option(help: ArgumentHelp("Where key and certificate go.", valueName: "folder"))
    var folder = "member"

    func run() async throws {
        let pin = try Token(text: token)
        try Files.makeFolder(folder, mode: 0o700)
        let keyFile = folder + "/member.key"
        // A key that is there already is used: an answer that was lost can be asked for again.
        let pair: KeyPair
        if Files.exists(keyFile) {
            let pem = String(decoding: try SecretFile.read(keyFile), as: UTF8.self)
            pair = try KeyPair(pem: pem)
        } else {
            pair = KeyPair()
            try SecretFile.write(Array(pair.pem.utf8), to: keyFile)
        }
        let protection = try Protection.pinned { chain in
            guard let leaf = chain.first, let root = chain.last,
                Fingerprint(of: root).hex == pin.authority.hex,
                let peer = try? PeerCertificate(der: leaf), peer.role == .coordinator,
                let authority = try? AuthorityCertificate(pem: Members.pem(of: root))
            else { return false }
            return peer.isIssued(by: authority)
        }
        let joined = try await LinkClient.join(
            at: try Address(connect),
            protection: protection,
            Join(
                token: token,
                name: name ?? "",
                request: try pair.request()
            )
        )
        let made = try PeerCertificate(pem: joined.certificate)
        guard made.belongs(to: pair) else {
            throw CommandError("the coordinator signed another key than this one")
        }
        try Files.write(Array(joined.certificate.utf8), to: folder + "/member.pem")
        try Files.write(Array(joined.authority.utf8), to: folder + "/authority.pem")
        Output.print(
            "\(made.name) is a member until \(made.notAfter.formatted(.iso8601.year().month().day()))"
        )
        let next = made.role == .client ? "submit PACK --models ROSTER" : "worker"
        Output.print("next: gapwatch \(next) --member \(folder) --connect \(connect)")
    }
}

/// The command `gapwatch members`.
struct MembersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members",
        abstract: "List organisations and their certificates."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try store.forReading()
        let members = try store.members()
        let now = Clocks.wallMilliseconds()
        if output.json {
            Output.print(.array(members.map { $0.json(now: now) }))
            return
        }
        for (name, authority) in try store.organisations() {
            Output.print(name + (authority.isEmpty ? "" : " (an authority of its own)"))
            for member in members where member.organisation == name {
                Output.print("  \(member.name)  \(member.role)  \(member.state(now: now))")
            }
        }
    }
}

extension MemberRow {
    fileprivate func state(now: Int64) -> String {
        if revokedAtMilliseconds != nil { return "revoked: \(reason ?? "")" }
        let days = (expiresAtMilliseconds - now) / 86_400_000
        return expiresAtMilliseconds < now ? "run out" : "valid for \(days) more days"
    }

    fileprivate func json(now: Int64) -> JSON {
        .compact([
            ("serial", JSON(serial)), ("organisation", JSON(organisation)), ("name", JSON(name)),
            ("role", JSON(role)), ("issued_ms", .integer(issuedAtMilliseconds)),
            ("expires_ms", .integer(expiresAtMilliseconds)),
            ("revoked_ms", revokedAtMilliseconds.map { .integer($0) } ?? .null),
            ("reason", reason.map { JSON($0) } ?? .null),
        ])
    }
}

/// Small things that the commands about members share.
enum Members {
    /// The store to write the membership to, made where there is none, also while a coordinator runs.
    static func books(at path: String) throws -> Store {
        if !Files.exists(path) { try Store.openForWriting(at: path).close() }
        return try Store.openForNotes(at: path)
    }

    /// A certificate's DER as PEM.
    static func pem(of certificate: [UInt8]) -> String {
        let text = Data(certificate).base64EncodedString(options: .lineLength64Characters)
        return "-----BEGIN CERTIFICATE-----\n\(text)\n-----END CERTIFICATE-----\n"
    }

    /// Renews a member's certificate where that is due; says whether it has.
    static func renew(_ folder: String, at address: Address) async throws -> Bool {
        let old = try PeerCertificate(pem: try Files.text(at: folder + "/member.pem"))
        guard old.renewalDue(at: Date()) else { return false }
        let key = String(decoding: try SecretFile.read(folder + "/member.key"), as: UTF8.self)
        let joined = try await LinkClient.join(
            at: address,
            protection: try .mutualTLS(
                certificate: folder + "/member.pem",
                key: folder + "/member.key",
                authority: folder + "/authority.pem",
                isServer: false
            ),
            Join(token: nil, name: old.name.worker, request: try KeyPair(pem: key).request())
        )
        guard try PeerCertificate(pem: joined.certificate).belongs(to: try KeyPair(pem: key)) else {
            throw CommandError("the coordinator signed another key than this one")
        }
        try Files.write(Array(joined.certificate.utf8), to: folder + "/member.pem")
        return true
    }
}
