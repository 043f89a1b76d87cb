import Crypto
import SwiftASN1
import X509

/// A certificate request (PKCS #10) whose sender has proved to hold the key in it.
///
/// The key is all that is taken from it: the names in it are whatever the sender liked.
public struct CertificateRequest: Hashable, Sendable {
    let publicKey: P256.Signing.PublicKey
    /// The SHA-256 of the public key, as X9.63 bytes: the same for two requests of one key.
    public let keyFingerprint: Fingerprint

    /// The request in a PEM text; throws `unreadable`, `tooLarge`, `wrongKeyKind` or
    /// `unprovenKey`.
    public init(pem: String) throws(MembershipError) {
        try self.init(
            reading("certificate request", bytes: pem.utf8.count) {
                try CertificateSigningRequest(pemEncoded: pem)
            }
        )
    }

    /// The request in DER bytes; throws as the other does.
    public init(der: [UInt8]) throws(MembershipError) {
        try self.init(
            reading("certificate request", bytes: der.count) {
                try CertificateSigningRequest(derEncoded: der)
            }
        )
    }

    private init(_ request: CertificateSigningRequest) throws(MembershipError) {
        // The kind first: checking the signature of an absurdly long RSA key takes seconds.
        guard let key = P256.Signing.PublicKey(request.publicKey) else {
            throw .wrongKeyKind(thing: "certificate request")
        }
        guard request.publicKey.isValidSignature(request.signature, for: request) else {
            throw .unprovenKey
        }
        publicKey = key
        keyFingerprint = Fingerprint(of: Array(key.x963Representation))
    }

    /// The same key.
    public static func == (left: CertificateRequest, right: CertificateRequest) -> Bool {
        left.keyFingerprint == right.keyFingerprint
    }

    /// By the key.
    public func hash(into hasher: inout Hasher) { hasher.combine(keyFingerprint) }
}
