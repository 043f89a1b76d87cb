import Crypto
import Foundation
import X509

extension Authority {
    /// Makes the holder of a request's key a member, and returns the certificate as PEM.
    ///
    /// Nothing but the public key is taken from the request. Valid from 5 minutes before
    /// `validFrom`, for `days` days or as long as the authority, whichever ends first. Throws
    /// `foreignOrganisation`, `badHost`, `badHosts`, `badLifetime` or `authorityOutOfDate`.
    public func sign(
        _ request: CertificateRequest,
        as name: MemberName,
        role: MemberRole,
        hosts: [String] = [],
        validFrom: Date,
        days: Int
    ) throws(MembershipError) -> String {
        if let organisation, organisation != name.organisation {
            throw .foreignOrganisation(name: name, own: organisation)
        }
        let hostsRange = role == .coordinator ? 1...Self.hostsMax : 0...0
        guard hostsRange.contains(hosts.count) else {
            throw .badHosts(role: role, count: hosts.count)
        }
        var names: [GeneralName] = [.uniformResourceIdentifier(name.description)]
        for host in hosts { names.append(try Host(host).generalName) }
        let life = try Lifetime(from: validFrom, days: days, daysMax: Self.daysMax)
        guard certificate.isValid(at: validFrom) else {
            throw .authorityOutOfDate(
                certificate.name,
                from: certificate.notBefore,
                until: certificate.notAfter
            )
        }
        return try writing("certificate") {
            try draft(request, name: name, role: role, alternatives: names, life: life)
                .serializeAsPEM().pemString
        }
    }

    private func draft(
        _ request: CertificateRequest,
        name: MemberName,
        role: MemberRole,
        alternatives: [GeneralName],
        life: Lifetime
    ) throws -> Certificate {
        let publicKey = Certificate.PublicKey(request.publicKey)
        let issuer = certificate.certificate
        let issuerKey =
            try issuer.extensions.subjectKeyIdentifier?.keyIdentifier
            ?? Self.keyIdentifier(of: issuer.publicKey)
        return try Certificate(
            version: .v3,
            serialNumber: Self.randomSerial(),
            publicKey: publicKey,
            notValidBefore: life.notBefore,
            notValidAfter: min(life.notAfter, certificate.notAfter),
            issuer: issuer.subject,
            subject: DistinguishedName {
                OrganizationName(name.organisation)
                OrganizationalUnitName(role.rawValue)
                CommonName(name.worker)
            },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage(role.usages)
                SubjectAlternativeNames(alternatives)
                SubjectKeyIdentifier(keyIdentifier: Self.keyIdentifier(of: publicKey))
                AuthorityKeyIdentifier(keyIdentifier: issuerKey)
            },
            issuerPrivateKey: Certificate.PrivateKey(key.key)
        )
    }

    /// The first 160 bits of the SHA-256 of the key (RFC 7093, section 2, method 1).
    static func keyIdentifier(of key: Certificate.PublicKey) -> ArraySlice<UInt8> {
        Array(SHA256.hash(data: Array(key.subjectPublicKeyInfoBytes))).prefix(20)
    }

    /// A random number of 16 bytes, positive and without a leading zero.
    ///
    /// The library's own are of 20 bytes with any first bit, and so half of them take 21, one
    /// more than RFC 5280 allows (section 4.1.2.2).
    static func randomSerial() -> Certificate.SerialNumber {
        var bytes = randomBytes(16)
        bytes[0] = bytes[0] & 0x3f | 0x40
        return Certificate.SerialNumber(bytes: bytes)
    }
}
