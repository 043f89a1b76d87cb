import Crypto
import Foundation
import SwiftASN1
import X509

/// A member's certificate that has the right form, and is not yet believed: see `check`.
///
/// The form: not an authority's; a P-256 key; exactly one member name among the alternative
/// names; exactly one organizational unit, a role; a key that may do what the role does.
public struct PeerCertificate: Hashable, Sendable {
    let certificate: Certificate
    /// Whom the certificate names.
    public let name: MemberName
    /// What the certificate lets it do.
    public let role: MemberRole
    /// The SHA-256 of the certificate's DER, for people to compare.
    ///
    /// Bar nobody by it: its holder can write the same signature in another way, and the
    /// certificate stays valid with another fingerprint. Bar by `name`, `serial` or
    /// `keyFingerprint`.
    public let fingerprint: Fingerprint
    /// The SHA-256 of the public key, as a `CertificateRequest` has it.
    public let keyFingerprint: Fingerprint

    /// The certificate in DER bytes.
    ///
    /// Throws `unreadable`, `tooLarge`, `authorityAsMember`, `wrongKeyKind`, `nameMissing`,
    /// `badName`, `badRole`, `wrongUsage` or `unknownDemand`.
    public init(der: [UInt8]) throws(MembershipError) {
        let certificate = try reading("certificate", bytes: der.count) {
            try Certificate(derEncoded: der)
        }
        try self.init(certificate, fingerprint: Fingerprint(of: der))
    }

    /// The one certificate in a PEM text; throws as the other does.
    public init(pem: String) throws(MembershipError) {
        let document = try reading("certificate", bytes: pem.utf8.count) {
            try PEMDocument(pemString: pem)
        }
        guard document.discriminator == Certificate.defaultPEMDiscriminator else {
            throw .unreadable(thing: "certificate", detail: "it is a \(document.discriminator)")
        }
        try self.init(der: document.derBytes)
    }

    /// The serial number, in lower-case hexadecimal digits, two a byte.
    public var serial: String { hexadecimal(certificate.serialNumber.bytes) }
    /// The first moment at which it is valid.
    public var notBefore: Date { certificate.notValidBefore }
    /// The last moment at which it is valid.
    public var notAfter: Date { certificate.notValidAfter }

    /// Whether that authority has signed it: the signature is verified, not only the names.
    public func isIssued(by authority: AuthorityCertificate) -> Bool {
        authority.certificate.hasIssued(certificate)
    }

    /// Whether a signature that `KeyPair.signature` made over these bytes is its holder's.
    public func hasSigned(_ bytes: [UInt8], signature: String) -> Bool {
        certificate.publicKey.hasSigned(bytes, signature: signature)
    }

    /// Whether it is for that key.
    public func belongs(to key: KeyPair) -> Bool {
        certificate.publicKey == Certificate.PublicKey(key.key.publicKey)
    }

    private init(_ certificate: Certificate, fingerprint: Fingerprint) throws(MembershipError) {
        let form = try reading("certificate", bytes: 0) { try Form(certificate.extensions) }
        guard !form.isAuthority else { throw .authorityAsMember }
        guard let key = P256.Signing.PublicKey(certificate.publicKey) else {
            throw .wrongKeyKind(thing: "certificate")
        }
        guard form.names.count == 1 else { throw .nameMissing(found: form.names.count) }
        name = try MemberName(text: form.names[0])
        let units = certificate.subject.texts(of: .RDNAttributeType.organizationalUnitName)
        guard units.count == 1, let role = MemberRole(rawValue: units[0]) else {
            throw .badRole(units.joined(separator: " "))
        }
        guard form.allows(role) else { throw .wrongUsage(role: role) }
        if let demand = form.unknownDemand { throw .unknownDemand(demand) }
        self.role = role
        self.certificate = certificate
        self.fingerprint = fingerprint
        keyFingerprint = Fingerprint(of: Array(key.x963Representation))
    }
}
