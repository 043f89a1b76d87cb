/// Who a peer is, as its certificate says.
public struct Member: Sendable, Hashable, CustomStringConvertible {
    /// The organisation; empty where there are no certificates, and for the coordinator's own.
    public var organisation: String
    /// The name in the organisation.
    public var name: String
    /// What the certificate allows it to be; nil for anything.
    public var role: PeerRole?
    /// The certificate's serial number in hexadecimal; empty without one.
    public var serial: String

    /// Nobody in particular, unless said.
    public init(
        organisation: String = "",
        name: String = "",
        role: PeerRole? = nil,
        serial: String = ""
    ) {
        self.organisation = organisation
        self.name = name
        self.role = role
        self.serial = serial
    }

    /// `organisation/name`.
    public var description: String { organisation.isEmpty ? name : "\(organisation)/\(name)" }
}
