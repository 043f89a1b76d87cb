/// Whose authorities are believed: for each organisation, those that may name its members.
public struct Issuers: Hashable, Sendable {
    /// The authorities of each organisation; several while one takes over from another.
    public let authorities: [String: [AuthorityCertificate]]

    /// These authorities; throws `badName` for an organisation that could have no members.
    public init(_ authorities: [String: [AuthorityCertificate]]) throws(MembershipError) {
        for organisation in authorities.keys.sorted() where !MemberName.isPart(organisation) {
            throw .badName(organisation)
        }
        self.authorities = authorities
    }

    /// The authorities whose certificates are in PEM texts; throws as `AuthorityCertificate`.
    public init(pem: [String: [String]]) throws(MembershipError) {
        var read: [String: [AuthorityCertificate]] = [:]
        for (organisation, texts) in pem.sorted(by: { $0.key < $1.key }) {
            for text in texts {
                read[organisation, default: []].append(try AuthorityCertificate(pem: text))
            }
        }
        try self.init(read)
    }

    /// The first other organisation, by name, one of whose authorities has signed that.
    func organisation(ofIssuerOf peer: PeerCertificate) -> String? {
        authorities.keys.sorted().first { organisation in
            authorities[organisation, default: []].contains { peer.isIssued(by: $0) }
        }
    }
}
