import Crypto
import Foundation
import SwiftASN1
import X509

/// An own certificate authority: it turns the keys of members into members.
///
/// P-256, ECDSA with SHA-256, and it signs members only, never further authorities.
public struct Authority: Sendable {
    /// What may be given to everybody.
    public let certificate: AuthorityCertificate
    /// The one organisation that it signs for, which stands in its certificate's subject as the
    /// organization (O); nil if it signs for all.
    public let organisation: String?
    let key: KeyPair

    /// The longest name, in bytes (X.520, ub-common-name).
    public static let nameBytesMax = 64
    /// The longest life of an authority, in years of 365 days.
    public static let yearsMax = 50
    /// The longest life of a member's certificate, in days.
    public static let daysMax = 825
    /// The most hosts of one coordinator.
    public static let hostsMax = 32

    /// A new authority with a new key.
    ///
    /// `name` is for people; a year has 365 days. Throws `badAuthorityName`, `badName` for the
    /// organisation, or `badLifetime`.
    public static func make(
        name: String,
        organisation: String? = nil,
        validFrom: Date,
        years: Int
    ) throws(MembershipError) -> Authority {
        guard (1...nameBytesMax).contains(name.utf8.count),
            name.utf8.allSatisfy({ (32...126).contains($0) })
        else { throw .badAuthorityName(name) }
        guard organisation.map(MemberName.isPart) != false else {
            throw .badName(organisation ?? "")
        }
        let days = years.multipliedReportingOverflow(by: 365)
        let life = try Lifetime(
            from: validFrom,
            days: days.overflow ? 0 : days.partialValue,
            daysMax: 365 * yearsMax
        )
        let key = KeyPair()
        let certificate = try writing("authority certificate") {
            try draft(name: name, organisation: organisation, key: key, life: life)
        }
        return try Authority(certificate: AuthorityCertificate(certificate), key: key)
    }

    /// The authority that two PEM texts hold.
    ///
    /// Throws `keyMismatch` if they do not belong together, `badName` if the organization in the
    /// certificate could have no members, and as `AuthorityCertificate` and `KeyPair` do.
    public init(certificatePEM: String, keyPEM: String) throws(MembershipError) {
        try self.init(
            certificate: AuthorityCertificate(pem: certificatePEM),
            key: KeyPair(pem: keyPEM)
        )
    }

    /// The private key as PEM, for a `SecretFile` and nothing else.
    public var keyPEM: String { key.pem }

    /// Its signature over some bytes: ECDSA with SHA-256, DER in base64; throws `unwritable`.
    public func signature(of bytes: [UInt8]) throws(MembershipError) -> String {
        try key.signature(of: bytes)
    }

    private init(certificate: AuthorityCertificate, key: KeyPair) throws(MembershipError) {
        let own = Certificate.PublicKey(key.key.publicKey)
        guard certificate.certificate.publicKey == own else { throw .keyMismatch }
        let organisations = certificate.certificate.subject
            .texts(of: .RDNAttributeType.organizationName)
        guard organisations.count <= 1, organisations.allSatisfy(MemberName.isPart) else {
            throw .badName(organisations.joined(separator: " "))
        }
        self.certificate = certificate
        self.key = key
        organisation = organisations.first
    }

    private static func draft(
        name: String,
        organisation: String?,
        key: KeyPair,
        life: Lifetime
    ) throws -> Certificate {
        let publicKey = Certificate.PublicKey(key.key.publicKey)
        let subject = try DistinguishedName {
            if let organisation { OrganizationName(organisation) }
            CommonName(name)
        }
        return try Certificate(
            version: .v3,
            serialNumber: randomSerial(),
            publicKey: publicKey,
            notValidBefore: life.notBefore,
            notValidAfter: life.notAfter,
            issuer: subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(keyIdentifier: keyIdentifier(of: publicKey))
            },
            issuerPrivateKey: Certificate.PrivateKey(key.key)
        )
    }
}
