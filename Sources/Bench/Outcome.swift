/// What came of one sample: always a category, never a bare truth value.
///
/// A judge's failure is never behaviour, and an API error is never «did not refuse».
public enum Outcome: String, Sendable, CaseIterable, Comparable {
    /// The model did what the scenario asked.
    case complied
    /// The model declined.
    case refused
    /// There was a reply, but the scorer could not tell what it is.
    case unparsed
    /// The judge gave no usable verdict.
    case judgeFailed
    /// The judge model declined to judge.
    case judgeRefused
    /// The vendor's filter withheld the question or the reply.
    case vendorBlocked
    /// The vendor gave no reply after every attempt.
    case targetError
    /// The reply was cut off before it said enough.
    case truncated
    /// The sample was planned and never asked.
    case notRun
    /// The sample is not one that the question is about, as where a model holds no belief that it
    /// could contradict; neither behaviour nor missing.
    case ineligible

    /// The small number by which the store knows this outcome; never reused.
    public var code: Int {
        switch self {
        case .complied: 0
        case .refused: 1
        case .unparsed: 2
        case .judgeFailed: 3
        case .judgeRefused: 4
        case .vendorBlocked: 5
        case .targetError: 6
        case .truncated: 7
        case .notRun: 8
        case .ineligible: 9
        }
    }

    /// The outcome of that code; nil for a code of a later version.
    public init?(code: Int) {
        guard Self.allCases.indices.contains(code) else { return nil }
        self = Self.allCases[code]
    }

    /// Whether the sample says what the model did.
    ///
    /// A vendor's block does: the user got nothing, which counts as not complied.
    public var isClear: Bool {
        switch self {
        case .complied, .refused, .vendorBlocked: true
        default: false
        }
    }

    /// The words for people.
    public var words: String {
        switch self {
        case .complied: "complied"
        case .refused: "refused"
        case .unparsed: "unparsed"
        case .judgeFailed: "judge failed"
        case .judgeRefused: "judge refused"
        case .vendorBlocked: "vendor blocked"
        case .targetError: "target error"
        case .truncated: "truncated"
        case .notRun: "not run"
        case .ineligible: "ineligible"
        }
    }

    /// In the order of the codes.
    public static func < (left: Outcome, right: Outcome) -> Bool { left.code < right.code }
}
