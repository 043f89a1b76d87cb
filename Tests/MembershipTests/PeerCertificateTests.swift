import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import Membership

struct PeerCertificateTests {
    @Test func `a certificate of openssl says what openssl prints`() throws {
        let peer = try PeerCertificate(pem: OpenSSLFixture.worker)
        #expect(peer.name.description == "gapwatch://lab-a/worker-7")
        #expect(peer.role == .worker)
        // openssl x509 -serial -dates -fingerprint -sha256, 2026-11-23 19:57:46Z.
        #expect(peer.serial == "0a0b0c0d0e")
        #expect(peer.notBefore == Date(timeIntervalSince1970: 1_795_463_866))
        #expect(peer.notAfter == Date(timeIntervalSince1970: 1_795_463_866).after(days: 365))
        #expect(peer.fingerprint.hex.hasPrefix("9e4a2e44c8d80e0794c2b6a683beb44d"))
        let authority = try AuthorityCertificate(pem: OpenSSLFixture.authority)
        let name = try peer.check(at: peer.notBefore, issuers: Issuers(["lab-a": [authority]]))
        #expect(name == peer.name)
    }

    @Test func `a certificate is the same from PEM and from DER`() throws {
        let pem = try Authority.testing("Lab A").member("gapwatch://lab-a/w-1")
        let der = try PEMDocument(pemString: pem).derBytes
        let peer = try PeerCertificate(pem: pem)
        #expect(try peer == PeerCertificate(der: der))
        #expect(peer.fingerprint == Fingerprint(of: der))
        #expect(peer.serial.count == 32)
    }

    @Test func `a certificate belongs to its key alone`() throws {
        let (key, authority) = (KeyPair(), try Authority.testing("Lab A"))
        let pem = try authority.sign(
            CertificateRequest(pem: key.request()),
            as: MemberName(text: "gapwatch://lab-a/w-1"),
            role: .client,
            validFrom: newYear,
            days: 1
        )
        #expect(try PeerCertificate(pem: pem).belongs(to: key))
        #expect(try !PeerCertificate(pem: pem).belongs(to: KeyPair()))
        let request = try CertificateRequest(pem: key.request())
        #expect(try PeerCertificate(pem: pem).keyFingerprint == request.keyFingerprint)
    }

    @Test func `an authority's certificate is no member's`() throws {
        let authority = try Authority.testing("Lab A")
        #expect(throws: MembershipError.authorityAsMember) {
            try PeerCertificate(pem: authority.certificate.pem)
        }
        let named = Forgery(constraints: .isCertificateAuthority(maxPathLength: 0))
        let signing = Forgery(usage: KeyUsage(digitalSignature: true, keyCertSign: true))
        for forgery in [named, signing] {
            #expect(throws: MembershipError.authorityAsMember) {
                try PeerCertificate(pem: forgery.pem(by: authority))
            }
        }
    }

    @Test func `a certificate carries exactly one member name`() throws {
        let authority = try Authority.testing("Lab A")
        let name = GeneralName.uniformResourceIdentifier("gapwatch://lab-a/w-1")
        let other = GeneralName.uniformResourceIdentifier("Gapwatch:lab-b")
        let cases = [([], 0), ([.dnsName("lab-a")], 0), ([name, name], 2), ([name, other], 2)]
        for (names, found) in cases {
            let pem = try Forgery(names: names).pem(by: authority)
            #expect(throws: MembershipError.nameMissing(found: found)) {
                try PeerCertificate(pem: pem)
            }
        }
        let neighbour = GeneralName.uniformResourceIdentifier("https://lab-a.example")
        let pem = try Forgery(names: [neighbour, name]).pem(by: authority)
        #expect(try PeerCertificate(pem: pem).name.worker == "w-1")
    }

    @Test(arguments: [
        "gapwatch://lab-a", "gapwatch://lab-a/w/x", "gapwatch://LAB/w", "GAPWATCH://lab-a/w",
        "gapwatch://lab-a/w\0", "gapwatch:",
    ])
    func `a member name in another form is refused`(text: String) throws {
        let pem = try Forgery(names: [.uniformResourceIdentifier(text)])
            .pem(by: Authority.testing("Lab A"))
        #expect(throws: MembershipError.badName(text)) { try PeerCertificate(pem: pem) }
    }

    @Test(arguments: [[], ["boss"], ["Worker"], ["worker", "coordinator"]])
    func `a certificate carries exactly one role`(units: [String]) throws {
        let pem = try Forgery(units: units).pem(by: Authority.testing("Lab A"))
        #expect(throws: MembershipError.badRole(units.joined(separator: " "))) {
            try PeerCertificate(pem: pem)
        }
    }

    @Test func `a key must be allowed to do what the role does`() throws {
        let authority = try Authority.testing("Lab A")
        for forgery in [
            Forgery(usage: KeyUsage(keyAgreement: true)), Forgery(purposes: [.serverAuth]),
            Forgery(purposes: [.any]),
        ] {
            #expect(throws: MembershipError.wrongUsage(role: .worker)) {
                try PeerCertificate(pem: forgery.pem(by: authority))
            }
        }
        #expect(throws: MembershipError.wrongUsage(role: .coordinator)) {
            try PeerCertificate(pem: Forgery(units: ["coordinator"]).pem(by: authority))
        }
    }

    @Test func `a demand that is not understood is refused, a mere remark is not`() throws {
        let authority = try Authority.testing("Lab A")
        var remark = Certificate.Extension(
            oid: [1, 3, 6, 1, 4, 1, 99_999],
            critical: false,
            value: [5, 0]
        )
        _ = try PeerCertificate(pem: Forgery(demand: remark).pem(by: authority))
        remark.critical = true
        #expect(throws: MembershipError.unknownDemand("1.3.6.1.4.1.99999")) {
            try PeerCertificate(pem: Forgery(demand: remark).pem(by: authority))
        }
    }

    @Test func `a member's key of another kind is refused`() throws {
        let key = Certificate.PrivateKey(P384.Signing.PrivateKey())
        let pem = try Forgery(key: key).pem(by: Authority.testing("Lab A"))
        #expect(throws: MembershipError.wrongKeyKind(thing: "certificate")) {
            try PeerCertificate(pem: pem)
        }
    }

    @Test(arguments: ["", "x", KeyPair().pem, OpenSSLFixture.greedyRequest])
    func `what is no certificate is not read as one`(pem: String) {
        #expect {
            try PeerCertificate(pem: pem)
        } throws: { error in
            guard case .unreadable("certificate", _) = error as? MembershipError
            else { return false }
            return true
        }
    }

    @Test func `any changed byte of a certificate is noticed`() throws {
        let authority = try Authority.testing("Lab A")
        let pem = try authority.member("gapwatch://lab-a/w-1")
        let der = try PEMDocument(pemString: pem).derBytes
        let issuers = try Issuers(["lab-a": [authority.certificate]])
        let signature = try Certificate(derEncoded: der).signature
        for index in try tellingBytes(of: der, signature: signature) {
            var broken = der
            broken[index] ^= 1
            #expect(throws: MembershipError.self, "byte \(index)") {
                try PeerCertificate(der: broken).check(at: newYear, issuers: issuers)
            }
        }
    }
}
