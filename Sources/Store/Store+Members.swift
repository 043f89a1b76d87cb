import Bench
import GRDB

import struct FoundationEssentials.Data

/// A one-time token as the books hold it: never its secret.
public struct TokenRow: Sendable, Equatable {
    /// 16 bytes.
    public var id: [UInt8]
    /// Whom it lets in.
    public var organisation: String
    /// The name that it fixes; nil leaves it open.
    public var worker: String?
    /// As what.
    public var role: String
    /// SHA-256 of the secret.
    public var secret: [UInt8]
    /// Until when, in milliseconds since 1970.
    public var expiresAtMilliseconds: Int64
    /// When it was used.
    public var usedAtMilliseconds: Int64?
    /// The fingerprint of the key that it was used for.
    public var usedBy: String?

    package init(
        id: [UInt8],
        organisation: String,
        worker: String?,
        role: String,
        secret: [UInt8],
        expiresAtMilliseconds: Int64,
        usedAtMilliseconds: Int64? = nil,
        usedBy: String? = nil
    ) {
        self.id = id
        self.organisation = organisation
        self.worker = worker
        self.role = role
        self.secret = secret
        self.expiresAtMilliseconds = expiresAtMilliseconds
        self.usedAtMilliseconds = usedAtMilliseconds
        self.usedBy = usedBy
    }
}

/// A certificate that was given.
public struct MemberRow: Sendable, Equatable {
    /// Its serial number in hexadecimal.
    public var serial: String
    /// Whose member it names.
    public var organisation: String
    /// The member's name.
    public var name: String
    /// As what it was let in.
    public var role: String
    /// When it was made, in milliseconds since 1970.
    public var issuedAtMilliseconds: Int64
    /// Until when it holds, likewise.
    public var expiresAtMilliseconds: Int64
    /// When it was taken back.
    public var revokedAtMilliseconds: Int64?
    /// Why.
    public var reason: String?

    package init(
        serial: String,
        organisation: String,
        name: String,
        role: String,
        issuedAtMilliseconds: Int64,
        expiresAtMilliseconds: Int64,
        revokedAtMilliseconds: Int64? = nil,
        reason: String? = nil
    ) {
        self.serial = serial
        self.organisation = organisation
        self.name = name
        self.role = role
        self.issuedAtMilliseconds = issuedAtMilliseconds
        self.expiresAtMilliseconds = expiresAtMilliseconds
        self.revokedAtMilliseconds = revokedAtMilliseconds
        self.reason = reason
    }
}

/// Who takes part.
///
/// People write these tables beside a coordinator that runs, and the coordinator writes them too:
/// each change is a transaction of its own.
extension Store {
    /// Enters an organisation, or gives it another authority.
    public func enter(
        organisation: String,
        authority: String,
        atMilliseconds: Int64
    ) throws(StoreError) {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO organisation VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET authority = excluded.authority
                    """,
                arguments: [organisation, authority, atMilliseconds]
            )
        }
    }

    /// The organisations and their authorities, PEM.
    public func organisations() throws(StoreError) -> [(name: String, authority: String)] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT name, authority FROM organisation ORDER BY name")
                .map { ($0[0], $0[1]) }
        }
    }

    /// Enters a token.
    public func enter(_ token: TokenRow) throws(StoreError) {
        try write { db in
            try db.execute(
                sql: "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)",
                arguments: [
                    Data(token.id), token.organisation, token.worker, token.role,
                    Data(token.secret), token.expiresAtMilliseconds,
                ]
            )
        }
    }

    /// A token by its id.
    public func token(_ id: [UInt8]) throws(StoreError) -> TokenRow? {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM token WHERE id = ?", arguments: [Data(id)])
                .map { row in
                    let secret: Data = row["secret"]
                    return TokenRow(
                        id: id,
                        organisation: row["organisation"],
                        worker: row["worker"],
                        role: row["role"],
                        secret: Array(secret),
                        expiresAtMilliseconds: row["expires_ms"],
                        usedAtMilliseconds: row["used_ms"],
                        usedBy: row["used_by"]
                    )
                }
        }
    }

    /// Uses a token for a key, once, and enters the member that it has made.
    ///
    /// False where another key has used it since it was read.
    public func use(
        _ token: TokenRow?,
        by key: String,
        for member: MemberRow,
        atMilliseconds: Int64
    ) throws(StoreError) -> Bool {
        try write { db in
            if let token {
                try db.execute(
                    sql: """
                        UPDATE token SET used_ms = ?, used_by = ?
                        WHERE id = ? AND (used_ms IS NULL OR used_by = ?)
                        """,
                    arguments: [atMilliseconds, key, Data(token.id), key]
                )
                guard db.changesCount > 0 else { return false }
                try Self.refuseTaken(member, token, atMilliseconds: atMilliseconds, in: db)
            }
            try db.execute(
                sql: "INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)",
                arguments: [
                    member.serial, member.organisation, member.name, member.role,
                    member.issuedAtMilliseconds, member.expiresAtMilliseconds,
                ]
            )
            return true
        }
    }

    /// A name is one member's as long as its certificate holds, and nobody's once it was revoked.
    private static func refuseTaken(
        _ member: MemberRow,
        _ token: TokenRow,
        atMilliseconds: Int64,
        in db: Database
    ) throws {
        let barred = try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM member WHERE serial = ?)",
            arguments: ["name:\(member.organisation)/\(member.name)"]
        )
        let isTaken = try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (
                    SELECT 1 FROM member WHERE organisation = ? AND name = ?
                        AND revoked_ms IS NULL AND expires_ms > ? AND serial NOT LIKE 'name:%')
                """,
            arguments: [member.organisation, member.name, atMilliseconds]
        )
        // A token that names its member may give it a new certificate: its machine was lost.
        if barred == true || (isTaken == true && token.worker == nil && token.usedBy == nil) {
            throw StoreError.nameTaken("\(member.organisation)/\(member.name)")
        }
    }

    /// Every certificate that was given, by organisation and name.
    public func members() throws(StoreError) -> [MemberRow] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM member ORDER BY organisation, name, issued_ms"
            ).map { row in
                MemberRow(
                    serial: row["serial"],
                    organisation: row["organisation"],
                    name: row["name"],
                    role: row["role"],
                    issuedAtMilliseconds: row["issued_ms"],
                    expiresAtMilliseconds: row["expires_ms"],
                    revokedAtMilliseconds: row["revoked_ms"],
                    reason: row["reason"]
                )
            }
        }
    }

    /// Takes back every certificate of a name, those that an organisation's own authority has made
    /// included; how many of ours there were.
    public func revoke(
        organisation: String,
        name: String,
        reason: String,
        atMilliseconds: Int64
    ) throws(StoreError) -> Int {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE member SET revoked_ms = ?, reason = ?
                    WHERE organisation = ? AND name = ? AND revoked_ms IS NULL
                    """,
                arguments: [atMilliseconds, reason, organisation, name]
            )
            let count = db.changesCount
            try db.execute(
                sql: "INSERT OR REPLACE INTO member VALUES (?, ?, ?, '', ?, 0, ?, ?)",
                arguments: [
                    "name:\(organisation)/\(name)", organisation, name, atMilliseconds,
                    atMilliseconds, reason,
                ]
            )
            return count
        }
    }

    /// Lets a name in again, with a new certificate.
    public func reinstate(organisation: String, name: String) throws(StoreError) {
        try write { db in
            try db.execute(
                sql: "DELETE FROM member WHERE serial = ?",
                arguments: ["name:\(organisation)/\(name)"]
            )
        }
    }

    /// A text that changes when people have changed the membership.
    public func membershipVersion() throws(StoreError) -> String {
        try read { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) || ' ' || count(revoked_ms) || ' '
                            || coalesce(max(revoked_ms), 0) FROM member) || ' '
                        || coalesce((SELECT group_concat(serial) FROM member
                            WHERE serial LIKE 'name:%'), '') || ' '
                        || coalesce((SELECT group_concat(name || authority) FROM organisation), '')
                    """
            ) ?? ""
        }
    }

    private func write<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
        do { return try database.write(work) } catch { throw StoreError.from(error, path: path) }
    }
}
