import Crypto
import Foundation
import SwiftASN1
import X509

/// The public half of an authority: what others need in order to check its members.
public struct AuthorityCertificate: Hashable, Sendable {
    let certificate: Certificate
    /// The certificate as PEM.
    public let pem: String
    /// The SHA-256 of the certificate's DER, as `openssl x509 -fingerprint -sha256` prints it.
    public let fingerprint: Fingerprint

    /// The certificate in a PEM text, which must be of an authority with an ECDSA key.
    ///
    /// Throws `unreadable`, `tooLarge`, `notAnAuthority` or `wrongKeyKind`.
    public init(pem: String) throws(MembershipError) {
        try self.init(
            reading("authority certificate", bytes: pem.utf8.count) {
                try Certificate(pemEncoded: pem)
            }
        )
    }

    init(_ certificate: Certificate) throws(MembershipError) {
        let thing = "authority certificate"
        let (constraints, usage) = try reading(thing, bytes: 0) {
            (try certificate.extensions.basicConstraints, try certificate.extensions.keyUsage)
        }
        guard case .isCertificateAuthority = constraints, usage?.keyCertSign == true else {
            throw .notAnAuthority("\(certificate.subject)")
        }
        guard Self.isECDSA(certificate.publicKey) else { throw .wrongKeyKind(thing: thing) }
        let document = try writing(thing) { try certificate.serializeAsPEM() }
        self.certificate = certificate
        pem = document.pemString
        fingerprint = Fingerprint(of: document.derBytes)
    }

    /// Its common name, or the whole subject if it has none.
    public var name: String {
        certificate.subject.texts(of: .RDNAttributeType.commonName).first
            ?? "\(certificate.subject)"
    }

    /// The first moment at which it is valid.
    public var notBefore: Date { certificate.notValidBefore }
    /// The last moment at which it is valid.
    public var notAfter: Date { certificate.notValidAfter }

    /// Whether a signature that `Authority.signature` made over these bytes is this authority's.
    public func hasSigned(_ bytes: [UInt8], signature: String) -> Bool {
        certificate.publicKey.hasSigned(bytes, signature: signature)
    }

    func isValid(at now: Date) -> Bool { notBefore <= now && now <= notAfter }

    private static func isECDSA(_ key: Certificate.PublicKey) -> Bool {
        P256.Signing.PublicKey(key) != nil || P384.Signing.PublicKey(key) != nil
            || P521.Signing.PublicKey(key) != nil
    }
}

extension Certificate.PublicKey {
    /// Whether that is the P-256 key's signature over these bytes, DER in base64.
    func hasSigned(_ bytes: [UInt8], signature: String) -> Bool {
        guard let key = P256.Signing.PublicKey(self), let raw = Data(base64Encoded: signature),
            let signature = try? P256.Signing.ECDSASignature(derRepresentation: raw)
        else { return false }
        return key.isValidSignature(signature, for: Data(bytes))
    }
}
