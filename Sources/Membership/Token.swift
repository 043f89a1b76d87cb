import Foundation

/// What a newcomer shows once to be made a member, and knows its coordinator's authority by.
///
/// The text is `gwt1.` and 108 characters of base64url over 81 bytes: version, id, secret,
/// fingerprint of the authority.
public struct Token: Hashable, Sendable, CustomStringConvertible {
    /// Which record of the coordinator it belongs to, 16 bytes; no secret.
    public let id: [UInt8]
    /// What proves that it is the token, 32 bytes.
    public let secret: [UInt8]
    /// Which authority certificate the newcomer is to believe.
    public let authority: Fingerprint

    /// What every token begins with.
    public static let prefix = "gwt1."
    static let idBytes = 16
    static let secretBytes = 32
    static let version: UInt8 = 1

    /// A new token, and the record of it that the coordinator keeps.
    ///
    /// With no `worker`, the newcomer chooses its name. Throws `badName`, or
    /// `tokenForCoordinator`, because a token vouches for no hosts.
    public static func make(
        organisation: String,
        worker: String? = nil,
        role: MemberRole = .worker,
        expiresAtMilliseconds: Int,
        authority: Fingerprint
    ) throws(MembershipError) -> (token: Token, record: TokenRecord) {
        guard role != .coordinator else { throw .tokenForCoordinator }
        for part in [organisation, worker].compactMap(\.self) where !MemberName.isPart(part) {
            throw .badName(part)
        }
        let token = Token(
            id: randomBytes(idBytes),
            secret: randomBytes(secretBytes),
            authority: authority
        )
        let record = TokenRecord(
            id: token.id,
            organisation: organisation,
            worker: worker,
            role: role,
            secretDigest: Fingerprint(of: token.secret),
            expiresAtMilliseconds: expiresAtMilliseconds
        )
        return (token, record)
    }

    /// The token that such a text writes, with nothing before or after it; throws `badToken`.
    public init(text: String) throws(MembershipError) {
        let characters = Array(text.utf8)
        guard characters.starts(with: Self.prefix.utf8) else {
            throw .badToken(detail: "it begins otherwise")
        }
        guard let bytes = Base64URL.bytes(of: characters.dropFirst(Self.prefix.utf8.count)) else {
            throw .badToken(detail: "a character in it belongs to none")
        }
        guard bytes.first == Self.version else {
            throw .badToken(detail: "it is of a version that this one does not know")
        }
        let body = bytes.dropFirst()
        let authority = Fingerprint(bytes: body.dropFirst(Self.idBytes + Self.secretBytes))
        guard let authority else { throw .badToken(detail: "it is not as long as one") }
        id = Array(body.prefix(Self.idBytes))
        secret = Array(body.dropFirst(Self.idBytes).prefix(Self.secretBytes))
        self.authority = authority
    }

    /// The whole token, for the newcomer's eyes only.
    public var text: String {
        Self.prefix + Base64URL.text(of: [Self.version] + id + secret + authority.bytes)
    }

    /// The id alone, so that no log has the secret.
    public var description: String { "token \(hexadecimal(id))" }

    private init(id: [UInt8], secret: [UInt8], authority: Fingerprint) {
        self.id = id
        self.secret = secret
        self.authority = authority
    }
}
