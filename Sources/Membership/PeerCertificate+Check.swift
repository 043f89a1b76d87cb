import Foundation

extension PeerCertificate {
    /// Believes the certificate, or says why not; returns whom it names.
    ///
    /// It must be signed by an authority of the very organisation that it names, and both must
    /// be valid at `now`. Throws `unknownOrganisation`, `wrongOrganisation`, `selfSigned`,
    /// `unknownIssuer`, `authorityOutOfDate`, `notYetValid` or `expired`.
    public func check(at now: Date, issuers: Issuers) throws(MembershipError) -> MemberName {
        let own = issuers.authorities[name.organisation, default: []].filter { isIssued(by: $0) }
        guard let issuer = own.first else { throw stranger(to: issuers) }
        // An authority that was renewed with its key has two certificates: one of them will do.
        guard own.contains(where: { $0.isValid(at: now) }) else {
            throw .authorityOutOfDate(issuer.name, from: issuer.notBefore, until: issuer.notAfter)
        }
        guard notBefore <= now else { throw .notYetValid(name, from: notBefore) }
        guard now <= notAfter else { throw .expired(name, until: notAfter) }
        return name
    }

    private func stranger(to issuers: Issuers) -> MembershipError {
        if let other = issuers.organisation(ofIssuerOf: self) {
            return .wrongOrganisation(name, issuer: other)
        }
        if certificate.hasIssued(certificate) { return .selfSigned(name) }
        return issuers.authorities[name.organisation, default: []].isEmpty
            ? .unknownOrganisation(name) : .unknownIssuer(name)
    }
}
