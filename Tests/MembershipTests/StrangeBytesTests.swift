import Foundation
import SwiftASN1
import Testing
import X509

@testable import Membership

struct StrangeBytesTests {
    /// SplitMix64 (Steele, Lea and Flood 2014), so that a failing seed can be run again.
    struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var word = state
            word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
            return word ^ word >> 31
        }
    }

    /// Overwrites, drops or doubles some bytes.
    func spoil(_ der: [UInt8], _ generator: inout Seeded) -> [UInt8] {
        var bytes = der
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.remove(at: index)
            case 1: bytes.insert(bytes[index], at: index)
            default: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
            }
        }
        return bytes
    }

    @Test(arguments: 0..<4)
    func `spoiled bytes are refused with a sentence, and never crash`(seed: UInt64) throws {
        var generator = Seeded(state: seed)
        let authority = try AuthorityCertificate(pem: OpenSSLFixture.authority)
        let issuers = try Issuers(["lab-a": [authority]])
        let worker = try PEMDocument(pemString: OpenSSLFixture.worker).derBytes
        let request = try PEMDocument(pemString: OpenSSLFixture.greedyRequest).derBytes
        let original = try PeerCertificate(der: worker)
        for _ in 0..<250 {
            let peer = Result<MemberName, MembershipError> { () throws(MembershipError) in
                let peer = try PeerCertificate(der: spoil(worker, &generator))
                return try peer.check(at: original.notBefore, issuers: issuers)
            }
            // A change that only touches the count of padding bits is none.
            if case .success(let name) = peer { #expect(name == original.name) }
            if case .failure(let error) = peer { #expect(!error.description.isEmpty) }
            let spoiled = spoil(request, &generator)
            let read = Result<CertificateRequest, MembershipError> { () throws(MembershipError) in
                try CertificateRequest(der: spoiled)
            }
            if case .failure(let error) = read { #expect(!error.description.isEmpty) }
        }
    }
}
