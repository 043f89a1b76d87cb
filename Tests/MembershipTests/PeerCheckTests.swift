import Foundation
import Testing

@testable import Membership

struct PeerCheckTests {
    let labA: Authority
    let labB: Authority
    let issuers: Issuers

    init() throws {
        labA = try Authority.testing("Lab A")
        labB = try Authority.testing("Lab B")
        issuers = try Issuers(
            pem: ["lab-a": [labA.certificate.pem], "lab-b": [labB.certificate.pem]]
        )
    }

    @Test func `a member of each organisation is admitted by its own authority`() throws {
        for (authority, text) in [(labA, "gapwatch://lab-a/w"), (labB, "gapwatch://lab-b/w")] {
            let peer = try PeerCertificate(pem: authority.member(text))
            #expect(try peer.check(at: newYear, issuers: issuers).description == text)
        }
    }

    @Test func `an organisation cannot name another's members`() throws {
        let peer = try PeerCertificate(pem: labA.member("gapwatch://lab-b/w"))
        #expect(throws: MembershipError.wrongOrganisation(peer.name, issuer: "lab-a")) {
            try peer.check(at: newYear, issuers: issuers)
        }
    }

    @Test func `an organisation that the cluster does not know is not made known by a neighbour`()
        throws
    {
        let peer = try PeerCertificate(pem: labA.member("gapwatch://lab-c/w"))
        #expect(throws: MembershipError.wrongOrganisation(peer.name, issuer: "lab-a")) {
            try peer.check(at: newYear, issuers: issuers)
        }
        let own = try PeerCertificate(pem: Authority.testing("Lab C").member("gapwatch://lab-c/w"))
        #expect(throws: MembershipError.unknownOrganisation(own.name)) {
            try own.check(at: newYear, issuers: issuers)
        }
    }

    @Test func `an authority of the same name with another key is not believed`() throws {
        let impostor = try Authority.testing("Lab A")
        let peer = try PeerCertificate(pem: impostor.member("gapwatch://lab-a/w"))
        #expect(peer.isIssued(by: impostor.certificate))
        #expect(!peer.isIssued(by: labA.certificate))
        #expect(throws: MembershipError.unknownIssuer(peer.name)) {
            try peer.check(at: newYear, issuers: issuers)
        }
    }

    @Test func `an authority of the same key with another name is not believed`() throws {
        let pem = try labA.member("gapwatch://lab-a/w")
        let renamed = try Authority.renamed(labA, "Lab Z")
        #expect(try !PeerCertificate(pem: pem).isIssued(by: renamed.certificate))
    }

    @Test func `a certificate that vouches for itself is not believed`() throws {
        let peer = try PeerCertificate(pem: Forgery().pem(by: nil))
        #expect(throws: MembershipError.selfSigned(peer.name)) {
            try peer.check(at: newYear, issuers: issuers)
        }
    }

    @Test func `a certificate is valid from its first second to its last, and not beyond`() throws {
        let peer = try PeerCertificate(pem: labA.member("gapwatch://lab-a/w"))
        let (first, last) = (newYear.addingTimeInterval(-300), newYear.after(days: 30))
        for moment in [first, newYear, last] {
            #expect(try peer.check(at: moment, issuers: issuers) == peer.name)
        }
        #expect(throws: MembershipError.expired(peer.name, until: last)) {
            try peer.check(at: last.addingTimeInterval(1), issuers: issuers)
        }
        let later = try labA.sign(
            CertificateRequest(pem: KeyPair().request()),
            as: peer.name,
            role: .worker,
            validFrom: newYear.after(days: 10),
            days: 1
        )
        let from = newYear.after(days: 10).addingTimeInterval(-300)
        #expect(throws: MembershipError.notYetValid(peer.name, from: from)) {
            try PeerCertificate(pem: later)
                .check(at: from.addingTimeInterval(-1), issuers: issuers)
        }
    }

    @Test func `an authority out of its time is not believed, a renewed one is`() throws {
        let old = try Authority.make(name: "Old", validFrom: newYear, years: 1)
        let renewed = try Authority.renewed(old, validFrom: newYear.after(days: 300))
        let pem = try renewed.sign(
            CertificateRequest(pem: KeyPair().request()),
            as: MemberName(text: "gapwatch://lab-a/w"),
            role: .worker,
            validFrom: newYear.after(days: 350),
            days: 30
        )
        let (peer, now) = (try PeerCertificate(pem: pem), newYear.after(days: 370))
        let expected = MembershipError.authorityOutOfDate(
            "Old",
            from: newYear.addingTimeInterval(-300),
            until: newYear.after(days: 365)
        )
        #expect(throws: expected) {
            try peer.check(at: now, issuers: Issuers(["lab-a": [old.certificate]]))
        }
        let both = try Issuers(["lab-a": [old.certificate, renewed.certificate]])
        #expect(try peer.check(at: now, issuers: both) == peer.name)
    }

    @Test func `two authorities of one organisation are both believed`() throws {
        let next = try Authority.testing("Lab A, next")
        let both = try Issuers(["lab-a": [labA.certificate, next.certificate]])
        for authority in [labA, next] {
            let peer = try PeerCertificate(pem: authority.member("gapwatch://lab-a/w"))
            #expect(try peer.check(at: newYear, issuers: both) == peer.name)
        }
    }

    @Test func `issuers are listed under names that members can have`() {
        #expect(throws: MembershipError.badName("Lab A")) { try Issuers(["Lab A": []]) }
    }

    @Test func `renewal is due from two thirds of the life on`() {
        let (from, until) = (newYear, newYear.after(days: 30))
        for (days, due) in [(0.0, false), (19.999, false), (20.0, true), (31.0, true)] {
            let now = newYear.after(days: days)
            #expect(PeerCertificate.renewalDue(notBefore: from, notAfter: until, at: now) == due)
        }
        #expect(PeerCertificate.renewalDue(notBefore: until, notAfter: until, at: until))
    }
}
