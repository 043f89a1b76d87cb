import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import Membership

struct AuthorityTests {
    @Test func `an authority reads back from its two texts and signs as before`() throws {
        let made = try Authority.testing("Lab A", organisation: "lab-a")
        let read = try Authority(certificatePEM: made.certificate.pem, keyPEM: made.keyPEM)
        #expect(read.certificate == made.certificate)
        #expect(read.organisation == "lab-a")
        #expect(read.certificate.name == "Lab A")
        let peer = try PeerCertificate(pem: read.member("gapwatch://lab-a/w-1"))
        #expect(peer.isIssued(by: made.certificate))
    }

    @Test func `an authority may sign members and no further authority`() throws {
        let extensions = try Authority.testing("Lab A").certificate.certificate.extensions
        let expected = BasicConstraints.isCertificateAuthority(maxPathLength: 0)
        #expect(try extensions.basicConstraints == expected)
        #expect(extensions[oid: .X509ExtensionID.basicConstraints]?.critical == true)
        #expect(try extensions.keyUsage == KeyUsage(keyCertSign: true, cRLSign: true))
        #expect(extensions[oid: .X509ExtensionID.keyUsage]?.critical == true)
    }

    @Test func `a fingerprint is the one that openssl prints`() throws {
        let authority = try AuthorityCertificate(pem: OpenSSLFixture.authority)
        let printed =
            "36:F8:77:50:20:21:B1:3F:BE:62:C4:73:D9:F5:6C:00:"
            + "9D:9D:D3:13:C3:88:2A:D6:65:89:DB:51:1D:33:DC:98"
        #expect(authority.fingerprint == Fingerprint(hex: printed))
        #expect(authority.fingerprint.hex.hasPrefix("36f877502021b13f"))
        #expect(authority.name == "Bureau of openssl")
    }

    @Test func `a key of another authority does not fit`() throws {
        let (one, other) = (try Authority.testing("one"), try Authority.testing("other"))
        #expect(throws: MembershipError.keyMismatch) {
            try Authority(certificatePEM: one.certificate.pem, keyPEM: other.keyPEM)
        }
    }

    @Test func `a member's certificate makes no authority`() throws {
        let member = try Authority.testing("Lab A").member("gapwatch://lab-a/w-1")
        #expect {
            try AuthorityCertificate(pem: member)
        } throws: { error in
            guard case .notAnAuthority = error as? MembershipError else { return false }
            return true
        }
    }

    @Test(arguments: ["", "Läb", "a\nb", String(repeating: "a", count: 65)])
    func `an authority's name is 1 to 64 printable characters`(name: String) {
        #expect(throws: MembershipError.badAuthorityName(name)) {
            try Authority.make(name: name, validFrom: newYear, years: 1)
        }
    }

    @Test(arguments: ["", "Lab A"])
    func `an authority's organisation must be one that members can have`(organisation: String) {
        #expect(throws: MembershipError.badName(organisation)) {
            try Authority.testing("Lab A", organisation: organisation)
        }
    }

    @Test func `an authority lives 1 to 50 years of 365 days`() throws {
        let made = try Authority.make(name: "a", validFrom: newYear, years: 50)
        #expect(made.certificate.notBefore == newYear.addingTimeInterval(-300))
        #expect(made.certificate.notAfter == newYear.after(days: 50 * 365))
        for years in [0, -1, 51, .max, .min] {
            #expect(throws: MembershipError.self) {
                try Authority.make(name: "a", validFrom: newYear, years: years)
            }
        }
    }

    @Test(arguments: [-1, 0, .infinity, -.infinity, .nan, 253_402_300_800] as [Double])
    func `a life outside the calendar of certificates is refused`(seconds: Double) {
        #expect(throws: MembershipError.badLifetime(days: 365, daysMax: 18_250)) {
            try Authority.make(
                name: "a",
                validFrom: Date(timeIntervalSince1970: seconds),
                years: 1
            )
        }
    }
}
