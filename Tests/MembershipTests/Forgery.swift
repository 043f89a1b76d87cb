import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import Membership

/// The moment at which the tests take place: 2026-01-01T00:00:00Z.
let newYear = Date(timeIntervalSince1970: 1_767_225_600)
let daySeconds = 86_400.0

extension Date {
    func after(days: Double) -> Date { addingTimeInterval(days * daySeconds) }
}

extension Authority {
    /// An authority for ten years from the new year on.
    static func testing(_ name: String, organisation: String? = nil) throws -> Authority {
        try Authority.make(name: name, organisation: organisation, validFrom: newYear, years: 10)
    }

    /// A member with a key of its own, for thirty days.
    func member(
        _ name: String,
        role: MemberRole = .worker,
        hosts: [String] = []
    ) throws -> String {
        try sign(
            CertificateRequest(pem: KeyPair().request()),
            as: MemberName(text: name),
            role: role,
            hosts: hosts,
            validFrom: newYear,
            days: 30
        )
    }
}

/// A certificate made by hand, so that one thing at a time can be wrong in it.
struct Forgery {
    var units = ["worker"]
    var names: [GeneralName] = [.uniformResourceIdentifier("gapwatch://lab-a/w-1")]
    var constraints: BasicConstraints? = .notCertificateAuthority
    var usage = KeyUsage(digitalSignature: true)
    var purposes: [ExtendedKeyUsage.Usage] = [.clientAuth]
    var demand: Certificate.Extension?
    var key = Certificate.PrivateKey(P256.Signing.PrivateKey())

    /// Signed by `authority`; by itself if that is nil.
    func pem(by authority: Authority?) throws -> String {
        let subject = try DistinguishedName {
            for unit in units { OrganizationalUnitName(unit) }
            CommonName("w-1")
        }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(7),
            publicKey: key.publicKey,
            notValidBefore: newYear,
            notValidAfter: newYear.after(days: 30),
            issuer: authority?.certificate.certificate.subject ?? subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                if let constraints { Critical(constraints) }
                Critical(usage)
                try ExtendedKeyUsage(purposes)
                SubjectAlternativeNames(names)
                if let demand { demand }
            },
            issuerPrivateKey: authority.map { Certificate.PrivateKey($0.key.key) } ?? key
        )
        return try certificate.serializeAsPEM().pemString
    }
}

/// Every byte of a signed thing that its signature protects, and of the signature.
///
/// All but the count of padding bits before the signature, which the library does not read.
func tellingBytes(of der: [UInt8], signature: Certificate.Signature) throws -> [Int] {
    let padding = der.count - signature.rawRepresentation.count - 1
    try #require(der[padding] == 0)
    return der.indices.filter { $0 != padding }
}
