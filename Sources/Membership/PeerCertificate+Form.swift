import SwiftASN1
import X509

extension PeerCertificate {
    /// What the extensions of a certificate say, as far as a member's may say it.
    struct Form {
        let isAuthority: Bool
        /// The alternative names that are meant as member names, as they are written.
        let names: [String]
        let unknownDemand: String?
        private let signs: Bool
        private let usages: [ExtendedKeyUsage.Usage]

        init(_ extensions: Certificate.Extensions) throws {
            let usage = try extensions.keyUsage
            signs = usage?.digitalSignature == true
            if case .isCertificateAuthority = try extensions.basicConstraints {
                isAuthority = true
            } else {
                isAuthority = usage?.keyCertSign == true
            }
            usages = try extensions.extendedKeyUsage.map(Array.init) ?? []
            names =
                try extensions.subjectAlternativeNames.map(Array.init)?
                .compactMap(Self.memberName) ?? []
            // RFC 5280, section 4.2: a critical extension that is not understood is refused.
            unknownDemand =
                extensions
                .first { $0.critical && !Self.understood.contains($0.oid) }
                .map { "\($0.oid)" }
        }

        func allows(_ role: MemberRole) -> Bool {
            signs && role.usages.allSatisfy(usages.contains)
        }

        private static func memberName(_ name: GeneralName) -> String? {
            guard case .uniformResourceIdentifier(let text) = name,
                text.lowercased().hasPrefix("gapwatch:")
            else { return nil }
            return text
        }

        private static let understood: Set<ASN1ObjectIdentifier> = [
            .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage,
            .X509ExtensionID.extendedKeyUsage, .X509ExtensionID.subjectAlternativeName,
        ]
    }
}
