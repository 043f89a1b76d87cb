import X509

/// What a member may do in the cluster.
///
/// A certificate carries it as the one organizational unit (OU) of its subject, where
/// `openssl x509 -subject` shows it; the name alone is in the alternative names.
public enum MemberRole: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// Takes shards and answers them.
    case worker
    /// A person's terminal: submits runs and asks for their status.
    case client
    /// Listens for the others; its certificate also carries the hosts where it listens.
    case coordinator

    /// The word in the certificate.
    public var description: String { rawValue }

    /// What its key may be used for: a coordinator also calls other coordinators.
    var usages: [ExtendedKeyUsage.Usage] {
        switch self {
        case .worker, .client: [.clientAuth]
        case .coordinator: [.serverAuth, .clientAuth]
        }
    }
}
