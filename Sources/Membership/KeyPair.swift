import Crypto
import Foundation
import SwiftASN1
import X509

/// The private key of a member or an authority, ECDSA on P-256, with its public key.
public struct KeyPair: Sendable, CustomStringConvertible {
    let key: P256.Signing.PrivateKey

    /// A new random pair.
    public init() { key = P256.Signing.PrivateKey() }

    /// The pair in a PEM text, PKCS #8 or SEC 1; throws `unreadable` or `tooLarge`.
    public init(pem: String) throws(MembershipError) {
        key = try reading("P-256 private key", bytes: pem.utf8.count) {
            try P256.Signing.PrivateKey(pemRepresentation: pem)
        }
    }

    /// The private key as PEM (PKCS #8), for a `SecretFile` and nothing else.
    public var pem: String { key.pemRepresentation }

    /// Its signature over some bytes: ECDSA with SHA-256, DER in base64; throws `unwritable`.
    public func signature(of bytes: [UInt8]) throws(MembershipError) -> String {
        try writing("signature") {
            try key.signature(for: Data(bytes)).derRepresentation.base64EncodedString()
        }
    }

    /// A certificate request as PEM, which proves possession of the key and names nobody.
    public func request() throws(MembershipError) -> String {
        try writing("certificate request") {
            try CertificateSigningRequest(
                version: .v1,
                subject: DistinguishedName(),
                privateKey: Certificate.PrivateKey(key),
                attributes: CertificateSigningRequest.Attributes(),
                signatureAlgorithm: .ecdsaWithSHA256
            ).serializeAsPEM().pemString
        }
    }

    /// Nothing of the key, so that no log has it.
    public var description: String { "a private key" }
}
