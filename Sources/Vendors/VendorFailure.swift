import Bench

/// What a vendor's response means.
public enum VendorResult: Sendable, Hashable {
    /// An answer, blocked and overlong ones included: they are facts about the model.
    case reply(Reply)
    /// No answer.
    case failure(VendorFailure)
}

/// That a vendor gave no answer, and what may be done about it.
public struct VendorFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    public var kind: Kind
    /// The HTTP status; nil where none came.
    public var status: Int?
    /// The vendor's words, at most 300 characters, keys and control characters taken out.
    public var message: String
    /// The wait that the vendor asked for, in milliseconds, as it asked; nil where it did not.
    public var waitMilliseconds: Int?
    /// The parameter that the model does not take; nil where the failure is about something else.
    public var rejected: Parameter?

    /// A failure whose message is cleaned here, whatever it holds.
    public init(
        _ kind: Kind,
        status: Int?,
        message: String,
        waitMilliseconds: Int? = nil,
        rejected: Parameter? = nil
    ) {
        self.kind = kind
        self.status = status
        self.message = Redaction.clean(message)
        self.waitMilliseconds = waitMilliseconds
        self.rejected = rejected
    }

    /// «rate limited (HTTP 429): …».
    public var description: String {
        "\(kind.words)\(status.map { " (HTTP \($0))" } ?? ""): \(message)"
    }

    /// What kind of failure it is, by what is to be done.
    public enum Kind: String, Sendable, CaseIterable {
        /// Too many requests: ask fewer at once, then again.
        case rateLimited
        /// The vendor or the way to it is unwell: ask again.
        case transient
        /// The account has no money or quota left: nobody needs to ask again with its key.
        case quota
        /// The key is not accepted: nobody needs to ask again with it.
        case authentication
        /// The vendor does not know the model: nobody needs to ask it again.
        case noSuchModel
        /// The vendor rejects this request: the sample is lost.
        case badRequest
        /// A success that is no reply, as a page of a proxy or half a text: ask again.
        case unreadable

        /// Whether the same request may succeed later.
        public var isRetryable: Bool {
            switch self {
            case .rateLimited, .transient, .unreadable: true
            case .quota, .authentication, .noSuchModel, .badRequest: false
            }
        }

        /// The words for people.
        public var words: String {
            switch self {
            case .rateLimited: "rate limited"
            case .transient: "vendor unavailable"
            case .quota: "quota or credit used up"
            case .authentication: "key not accepted"
            case .noSuchModel: "no such model"
            case .badRequest: "request rejected"
            case .unreadable: "unreadable reply"
            }
        }
    }
}

extension Model {
    /// A failure with the model, its endpoint and its account before it.
    package func sentence(_ words: String) -> String {
        let account = keyVariable.map { "the key in \($0)" } ?? "no key"
        return "\(id) at \(endpoint) with \(account): \(words)"
    }
}
