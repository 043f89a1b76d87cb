import Foundation

extension MembershipError {
    /// One sentence: what failed, where, what to do.
    public var description: String {
        switch self {
        case .badName(let text):
            "“\(shown(text))” names no member: write gapwatch://organisation/worker, each 1 to "
                + "\(MemberName.partBytesMax) of a-z, 0-9, '-' and '.', first a letter or a digit"
        case .badAuthorityName(let text):
            "“\(shown(text))” names no authority: write 1 to \(Authority.nameBytesMax) printable "
                + "ASCII characters"
        case .badHost(let text):
            "“\(shown(text))” is no host: write a DNS name in lower case or an IP address"
        case .badHosts(.coordinator, let count):
            "\(count) hosts for a coordinator: name 1 to \(Authority.hostsMax) hosts where it "
                + "listens"
        case .badHosts(let role, let count):
            "\(count) hosts for a \(role): only a coordinator has hosts"
        case .badLifetime(let days, let daysMax):
            "\(days) days is no life for a certificate: choose 1 to \(daysMax) days between 1970 "
                + "and 9999"

        case .unreadable(let thing, let detail): "this is no \(thing): \(shown(detail))"
        case .tooLarge(let thing, let bytesMax):
            "this is no \(thing): it is longer than \(bytesMax) bytes"
        case .wrongKeyKind(let thing):
            "the key of this \(thing) is of another kind than ECDSA P-256: make a new one with "
                + "gapwatch"
        case .unprovenKey:
            "the certificate request is not signed by its own key: make a new request"
        case .keyMismatch:
            "the private key is not the one of the certificate: name the two files that belong "
                + "together"
        case .notAnAuthority(let subject):
            "the certificate of \(shown(subject)) may not sign others: name the authority's "
                + "certificate"
        case .foreignOrganisation(let name, let own):
            "the authority of \(own) does not sign \(name): ask the authority of "
                + "\(name.organisation)"
        case .authorityOutOfDate(let authority, let from, let until):
            "the authority \(shown(authority)) is valid only from \(moment(from)) to "
                + "\(moment(until)): make a new one or set the clock"

        case .authorityAsMember:
            "the certificate is an authority's: an authority signs members and is none"
        case .nameMissing(let found):
            "the certificate carries \(found) member names: a member has exactly one, "
                + "gapwatch://organisation/worker, among its alternative names"
        case .badRole(let text):
            "the certificate's organizational unit is “\(shown(text))”: it must be one of "
                + "worker, client and coordinator"
        case .wrongUsage(let role):
            "the certificate's key may not be used as that of a \(role): enrol again"
        case .unknownDemand(let identifier):
            "the certificate demands that \(identifier) be understood, which this version does "
                + "not: enrol again or update"
        case .unknownOrganisation(let name):
            "no authority of \(name.organisation) is known here: add its certificate to admit "
                + "\(name)"
        case .selfSigned(let name):
            "the certificate of \(name) is signed by itself: have it signed by the authority of "
                + "\(name.organisation)"
        case .unknownIssuer(let name):
            "the certificate of \(name) is not signed by a known authority of "
                + "\(name.organisation): add that authority's certificate or enrol again"
        case .wrongOrganisation(let name, let issuer):
            "the authority of \(issuer) has signed \(name): only \(name.organisation) may name "
                + "its members"
        case .notYetValid(let name, let from):
            "the certificate of \(name) is not valid before \(moment(from)): compare the clocks"
        case .expired(let name, let until):
            "the certificate of \(name) expired on \(moment(until)): enrol again"

        case .badToken(let detail):
            "this is no enrolment token, \(detail): copy the whole text that begins with "
                + Token.prefix
        case .tokenForCoordinator:
            "a coordinator does not enrol by token: sign its certificate with the authority's key"
        case .tokenExpired(let at):
            "the enrolment token expired on \(moment(milliseconds: at)): ask for a new one"
        case .tokenUsed(let at):
            "the enrolment token was used on \(moment(milliseconds: at)): ask for a new one"
        case .wrongSecret: "the enrolment token's secret is wrong: ask for a new one"
        case .wrongWorker(let asked?, let expected?):
            "the enrolment token is for \(expected), not for “\(shown(asked))”: ask for a new one"
        case .wrongWorker:
            "the enrolment token names no worker and none was given: name the worker"

        case .openToOthers(let path, let mode):
            "\(path) is open to others than its owner (mode \(String(mode, radix: 8))): "
                + "run `chmod 600 \(path)`"
        case .file(let path, let detail): "\(path): \(detail)"
        }
    }

    /// Text from outside, made harmless to a terminal and a log.
    private func shown(_ text: String) -> String {
        let bytes = text.utf8.prefix(120).map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func moment(_ date: Date) -> String { date.formatted(.iso8601) }

    private func moment(milliseconds: Int) -> String {
        moment(Date(timeIntervalSince1970: Double(milliseconds / 1000)))
    }
}
