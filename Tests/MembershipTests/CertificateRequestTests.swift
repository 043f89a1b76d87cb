import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import Membership

struct CertificateRequestTests {
    @Test func `a key reads back from its text, and makes a request of its own`() throws {
        let pair = KeyPair()
        let read = try KeyPair(pem: pair.pem)
        let request = try CertificateRequest(pem: read.request())
        #expect(request.publicKey.rawRepresentation == pair.key.publicKey.rawRepresentation)
        #expect(try request == CertificateRequest(pem: pair.request()))
        #expect(try request != CertificateRequest(pem: KeyPair().request()))
    }

    @Test func `a key does not show itself`() {
        #expect("\(KeyPair())" == "a private key")
        #expect(String(reflecting: KeyPair()) == "a private key")
    }

    @Test(arguments: [
        "", "no key", OpenSSLFixture.worker, P384.Signing.PrivateKey().pemRepresentation,
    ])
    func `what is no P-256 key is not read as one`(pem: String) {
        #expect {
            try KeyPair(pem: pem)
        } throws: { error in
            guard case .unreadable("P-256 private key", _) = error as? MembershipError
            else { return false }
            return true
        }
    }

    @Test func `a request of openssl is read as PEM and as DER, with the same key`() throws {
        let document = try PEMDocument(pemString: OpenSSLFixture.greedyRequest)
        let request = try CertificateRequest(der: document.derBytes)
        #expect(try request == CertificateRequest(pem: OpenSSLFixture.greedyRequest))
        // openssl pkey -pubout -outform DER | tail -c 65 | sha256sum
        let printed = "f31b06b19b5842fbc9f830c058b0f55362b555949ba0df2312f9fec8bb0fafdf"
        #expect(request.keyFingerprint.hex == printed)
    }

    @Test func `what a request asks for besides its key is ignored`() throws {
        let authority = try Authority.testing("Lab A", organisation: "lab-a")
        let request = try CertificateRequest(pem: OpenSSLFixture.greedyRequest)
        let name = try MemberName(text: "gapwatch://lab-a/w-1")
        let pem = try authority.sign(request, as: name, role: .worker, validFrom: newYear, days: 1)
        let peer = try PeerCertificate(pem: pem)
        #expect(peer.name == name)
        #expect(peer.role == .worker)
        let extensions = peer.certificate.extensions
        #expect(try extensions.basicConstraints == .notCertificateAuthority)
        let names = try extensions.subjectAlternativeNames.map(Array.init)
        #expect(names == [.uniformResourceIdentifier("gapwatch://lab-a/w-1")])
        #expect(!"\(peer.certificate)".contains("lab-b"))
    }

    @Test func `a request with any bit of its signature or its key changed is refused`() throws {
        let der = try PEMDocument(pemString: KeyPair().request()).derBytes
        #expect(throws: Never.self) { try CertificateRequest(der: der) }
        let signature = try CertificateSigningRequest(derEncoded: der).signature
        for index in try tellingBytes(of: der, signature: signature) {
            var broken = der
            broken[index] ^= 1
            #expect(throws: MembershipError.self, "byte \(index)") {
                try CertificateRequest(der: broken)
            }
        }
        var broken = der
        broken[der.count - 1] ^= 1
        #expect(throws: MembershipError.unprovenKey) { try CertificateRequest(der: broken) }
    }

    @Test func `a request for one key that another has signed is refused`() throws {
        let (own, stolen) = (P256.Signing.PrivateKey(), P256.Signing.PrivateKey())
        let mine = try CertificateSigningRequest(
            version: .v1,
            subject: DistinguishedName(),
            privateKey: Certificate.PrivateKey(own),
            attributes: CertificateSigningRequest.Attributes(),
            signatureAlgorithm: .ecdsaWithSHA256
        )
        let request = try CertificateSigningRequest(
            version: .v1,
            subject: mine.subject,
            publicKey: Certificate.PublicKey(stolen.publicKey),
            attributes: mine.attributes,
            signatureAlgorithm: .ecdsaWithSHA256,
            signature: mine.signature
        )
        let pem = try request.serializeAsPEM().pemString
        #expect(throws: MembershipError.unprovenKey) { try CertificateRequest(pem: pem) }
    }

    @Test(arguments: [OpenSSLFixture.rsaRequest, OpenSSLFixture.p384Request])
    func `a request with an RSA or a P-384 key is refused`(pem: String) {
        #expect(throws: MembershipError.wrongKeyKind(thing: "certificate request")) {
            try CertificateRequest(pem: pem)
        }
    }

    @Test func `a request is read up to 16384 bytes`() {
        let atBound = String(repeating: "a", count: 16_384)
        #expect {
            try CertificateRequest(pem: atBound)
        } throws: { error in
            guard case .unreadable = error as? MembershipError else { return false }
            return true
        }
        let expected = MembershipError.tooLarge(thing: "certificate request", bytesMax: 16_384)
        #expect(throws: expected) { try CertificateRequest(pem: atBound + "a") }
    }
}
