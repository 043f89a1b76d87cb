import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import Membership

struct SigningTests {
    func sign(
        _ authority: Authority,
        as name: String = "gapwatch://lab-a/w-1",
        role: MemberRole = .worker,
        hosts: [String] = [],
        validFrom: Date = newYear,
        days: Int = 30
    ) throws -> PeerCertificate {
        try PeerCertificate(
            pem: authority.sign(
                CertificateRequest(pem: KeyPair().request()),
                as: MemberName(text: name),
                role: role,
                hosts: hosts,
                validFrom: validFrom,
                days: days
            )
        )
    }

    @Test(arguments: [MemberRole.worker, .client])
    func `a member gets its name, its role and the use of its key as a client`(
        role: MemberRole
    ) throws {
        let peer = try sign(Authority.testing("Lab A"), role: role)
        #expect(peer.name.description == "gapwatch://lab-a/w-1")
        #expect(peer.role == role)
        let extensions = peer.certificate.extensions
        #expect(try extensions.extendedKeyUsage == ExtendedKeyUsage([.clientAuth]))
        #expect(try extensions.basicConstraints == .notCertificateAuthority)
        #expect(try extensions.keyUsage == KeyUsage(digitalSignature: true))
    }

    @Test func `a coordinator gets its hosts and the use of its key as a server`() throws {
        let hosts = ["coordinator.lab-a.example", "localhost", "192.0.2.7", "2001:db8::1"]
        let peer = try sign(Authority.testing("Lab A"), role: .coordinator, hosts: hosts)
        let extensions = peer.certificate.extensions
        #expect(try extensions.extendedKeyUsage == ExtendedKeyUsage([.serverAuth, .clientAuth]))
        let address: [UInt8] = [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [1]
        #expect(
            try extensions.subjectAlternativeNames.map(Array.init) == [
                .uniformResourceIdentifier("gapwatch://lab-a/w-1"),
                .dnsName("coordinator.lab-a.example"),
                .dnsName("localhost"),
                .ipAddress(ASN1OctetString(contentBytes: [192, 0, 2, 7])),
                .ipAddress(ASN1OctetString(contentBytes: address[...])),
            ]
        )
    }

    @Test(arguments: [
        "", "Host", "a..b", ".a", "a.", "-a", "a-", "a_b", "*.lab", "a b", "192.0.2.300", "1.2.3",
        "127.0.0.1\0.evil", "2001:db8::1::", "[::1]", "host:443", "https://host",
        String(repeating: "a", count: 64),
        String(repeating: "a.", count: 126) + "aa",
    ])
    func `a host that is neither a name nor an address is refused`(host: String) throws {
        let authority = try Authority.testing("Lab A")
        #expect(throws: MembershipError.badHost(host)) {
            try sign(authority, role: .coordinator, hosts: [host])
        }
    }

    @Test func `a name of 253 bytes, each label of 63, is still a host`() throws {
        let label = String(repeating: "a", count: 63)
        let host = [label, label, label, String(repeating: "a", count: 61)].joined(separator: ".")
        #expect(host.utf8.count == 253)
        _ = try sign(Authority.testing("Lab A"), role: .coordinator, hosts: [host])
    }

    @Test func `only a coordinator has hosts, 1 to 32 of them`() throws {
        let authority = try Authority.testing("Lab A")
        let hosts = (0...32).map { "host-\($0)" }
        _ = try sign(authority, role: .coordinator, hosts: Array(hosts.prefix(32)))
        #expect(throws: MembershipError.badHosts(role: .coordinator, count: 33)) {
            try sign(authority, role: .coordinator, hosts: hosts)
        }
        #expect(throws: MembershipError.badHosts(role: .coordinator, count: 0)) {
            try sign(authority, role: .coordinator)
        }
        #expect(throws: MembershipError.badHosts(role: .worker, count: 1)) {
            try sign(authority, hosts: ["localhost"])
        }
    }

    @Test func `an authority of one organisation does not sign another's members`() throws {
        let authority = try Authority.testing("Lab A", organisation: "lab-a")
        let name = try MemberName(text: "gapwatch://lab-b/w-1")
        #expect(throws: MembershipError.foreignOrganisation(name: name, own: "lab-a")) {
            try sign(authority, as: name.description)
        }
        #expect(try sign(Authority.testing("Everybody"), as: name.description).name == name)
    }

    @Test func `a member is valid from 5 minutes before, in whole seconds`() throws {
        let late = newYear.addingTimeInterval(0.9)
        let peer = try sign(Authority.testing("Lab A"), validFrom: late, days: 2)
        #expect(peer.notBefore == newYear.addingTimeInterval(-300))
        #expect(peer.notAfter == newYear.after(days: 2))
    }

    @Test func `a member's life is 1 to 825 days`() throws {
        let authority = try Authority.testing("Lab A")
        _ = try sign(authority, days: 825)
        for days in [0, -1, 826, .max] {
            #expect(throws: MembershipError.badLifetime(days: days, daysMax: 825)) {
                try sign(authority, days: days)
            }
        }
    }

    @Test func `no member outlives its authority`() throws {
        let authority = try Authority.make(name: "Lab A", validFrom: newYear, years: 1)
        let peer = try sign(authority, validFrom: newYear.after(days: 360))
        #expect(peer.notAfter == newYear.after(days: 365))
    }

    @Test(arguments: [-1.0, 365.5])
    func `an authority signs nothing before or after its time`(days: Double) throws {
        let authority = try Authority.make(name: "Lab A", validFrom: newYear, years: 1)
        let expected = MembershipError.authorityOutOfDate(
            "Lab A",
            from: newYear.addingTimeInterval(-300),
            until: newYear.after(days: 365)
        )
        #expect(throws: expected) {
            try sign(authority, validFrom: newYear.after(days: days))
        }
    }

    @Test func `serial numbers have 16 bytes, are positive and never the same`() throws {
        let serials = (0..<100).map { _ in Authority.randomSerial() }
        #expect(Set(serials).count == 100)
        #expect(serials.allSatisfy { $0.bytes.count == 16 && (0x40...0x7f).contains($0.bytes[0]) })
    }
}
