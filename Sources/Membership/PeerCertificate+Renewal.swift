import Foundation

extension PeerCertificate {
    /// Whether it is time for a new certificate: two thirds of this one's life are over.
    public func renewalDue(at now: Date) -> Bool {
        Self.renewalDue(notBefore: notBefore, notAfter: notAfter, at: now)
    }

    /// Whether two thirds of that life are over, which leaves a third to try again in.
    public static func renewalDue(notBefore: Date, notAfter: Date, at now: Date) -> Bool {
        3 * now.timeIntervalSince(notBefore) >= 2 * notAfter.timeIntervalSince(notBefore)
    }
}
