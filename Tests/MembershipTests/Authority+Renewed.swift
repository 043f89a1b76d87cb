import Foundation
import X509

@testable import Membership

extension Authority {
    /// The same key under another name.
    static func renamed(_ old: Authority, _ name: String) throws -> Authority {
        try again(old, name: name, from: old.certificate.notBefore)
    }

    /// The same key and name for ten years from another day on.
    static func renewed(_ old: Authority, validFrom: Date) throws -> Authority {
        try again(old, name: old.certificate.name, from: validFrom)
    }

    private static func again(_ old: Authority, name: String, from: Date) throws -> Authority {
        let subject = try DistinguishedName { CommonName(name) }
        let key = Certificate.PrivateKey(old.key.key)
        let certificate = try Certificate(
            version: .v3,
            serialNumber: randomSerial(),
            publicKey: key.publicKey,
            notValidBefore: from,
            notValidAfter: from.after(days: 3650),
            issuer: subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: old.certificate.certificate.extensions,
            issuerPrivateKey: key
        )
        return try Authority(
            certificatePEM: certificate.serializeAsPEM().pemString,
            keyPEM: old.keyPEM
        )
    }
}
