import Foundation

/// Why somebody is no member, or cannot be made one.
public enum MembershipError: Error, Equatable, CustomStringConvertible {
    /// No organisation, worker or member is written so.
    case badName(String)
    /// An authority's name is empty, too long or not printable ASCII.
    case badAuthorityName(String)
    /// Neither a DNS name nor an IP address.
    case badHost(String)
    /// A coordinator without a host, another member with one, or too many.
    case badHosts(role: MemberRole, count: Int)
    /// A life of no days, of too many, or outside the years 1970 to 9999.
    case badLifetime(days: Int, daysMax: Int)

    /// Bytes that are not what they should be.
    case unreadable(thing: String, detail: String)
    /// More bytes than such a thing has.
    case tooLarge(thing: String, bytesMax: Int)
    /// A key of another kind than the cluster uses.
    case wrongKeyKind(thing: String)
    /// A request that its key did not sign: whoever sent it may not have the key.
    case unprovenKey
    /// A private key and a certificate that do not belong together.
    case keyMismatch
    /// A certificate that may not sign others.
    case notAnAuthority(String)
    /// An authority was asked to sign for another organisation than its own.
    case foreignOrganisation(name: MemberName, own: String)
    /// An authority before or after its own time.
    case authorityOutOfDate(String, from: Date, until: Date)

    /// An authority's certificate shown where a member's belongs.
    case authorityAsMember
    /// A certificate without exactly one member name.
    case nameMissing(found: Int)
    /// A certificate without exactly one organizational unit that is a role.
    case badRole(String)
    /// A certificate whose key may not do what its role does.
    case wrongUsage(role: MemberRole)
    /// A certificate with a demand that this version does not know, by its identifier.
    case unknownDemand(String)
    /// Nobody told the cluster of that organisation.
    case unknownOrganisation(MemberName)
    /// A certificate that only its own key vouches for.
    case selfSigned(MemberName)
    /// A certificate from an authority that nobody told the cluster of.
    case unknownIssuer(MemberName)
    /// A name of one organisation, signed by another's authority.
    case wrongOrganisation(MemberName, issuer: String)
    /// A certificate from the future.
    case notYetValid(MemberName, from: Date)
    /// A certificate from the past.
    case expired(MemberName, until: Date)

    /// A text that is no enrolment token.
    case badToken(detail: String)
    /// Coordinators do not enrol by token.
    case tokenForCoordinator
    /// The token's time has passed.
    case tokenExpired(atMilliseconds: Int)
    /// Somebody has enrolled with the token before.
    case tokenUsed(atMilliseconds: Int)
    /// The token's secret is another one.
    case wrongSecret
    /// The token is for one worker, and another one, or none, asked.
    case wrongWorker(asked: String?, expected: String?)

    /// A file that others than its owner may read or write.
    case openToOthers(path: String, mode: UInt32)
    /// What the operating system said.
    case file(path: String, detail: String)
}
