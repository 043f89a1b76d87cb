/// What the coordinator keeps of a token: enough to know it again, too little to make it.
///
/// States: open, then used, once. Moments are in milliseconds since 1970.
public struct TokenRecord: Hashable, Sendable {
    /// The token's 16 bytes of id.
    public let id: [UInt8]
    /// Whose member it makes.
    public let organisation: String
    /// The one worker it is for; nil if the newcomer chooses its name.
    public let worker: String?
    /// What it makes of the newcomer.
    public let role: MemberRole
    /// The SHA-256 of the secret.
    public let secretDigest: Fingerprint
    /// The first moment at which it is no longer accepted.
    public let expiresAtMilliseconds: Int
    /// When it was accepted; nil while it is open.
    public private(set) var usedAtMilliseconds: Int?

    /// A record as it was stored.
    public init(
        id: [UInt8],
        organisation: String,
        worker: String?,
        role: MemberRole,
        secretDigest: Fingerprint,
        expiresAtMilliseconds: Int,
        usedAtMilliseconds: Int? = nil
    ) {
        self.id = id
        self.organisation = organisation
        self.worker = worker
        self.role = role
        self.secretDigest = secretDigest
        self.expiresAtMilliseconds = expiresAtMilliseconds
        self.usedAtMilliseconds = usedAtMilliseconds
    }

    /// Uses the token up.
    ///
    /// Throws `wrongSecret`, and only to those who know the secret `tokenUsed` or
    /// `tokenExpired`; the record is then as before.
    public mutating func accept(
        secret: [UInt8],
        at nowMilliseconds: Int
    ) throws(MembershipError) {
        guard secretDigest.matches(secret) else { throw .wrongSecret }
        if let usedAtMilliseconds { throw .tokenUsed(atMilliseconds: usedAtMilliseconds) }
        guard nowMilliseconds < expiresAtMilliseconds else {
            throw .tokenExpired(atMilliseconds: expiresAtMilliseconds)
        }
        usedAtMilliseconds = nowMilliseconds
    }

    /// The name that a newcomer gets who asks to be `asked`, or asks for none in particular.
    ///
    /// Throws `wrongWorker` if the token is for another one or nobody chose, or `badName`. Ask
    /// this before `accept`, which cannot be undone.
    public func name(asked: String?) throws(MembershipError) -> MemberName {
        guard let chosen = worker ?? asked, asked == nil || asked == chosen else {
            throw .wrongWorker(asked: asked, expected: worker)
        }
        return try MemberName(organisation: organisation, worker: chosen)
    }
}
