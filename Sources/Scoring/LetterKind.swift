/// Which letters stand at one place of an expression.
enum LetterKind: Hashable {
    /// This one, and with `ignoresCase` what has the same small letter.
    case one(Unicode.Scalar, ignoresCase: Bool)
    /// Those of a class, a dot or an escape, as it is written behind its options.
    case some(of: String, String)
}

/// The letters of one kind, looked up.
///
/// What a class means is for Swift's own expressions to say: each of ASCII is asked for once.
struct LetterSet {
    private let kind: LetterKind
    private let ascii: [Bool]
    private let regex: Regex<AnyRegexOutput>?

    init(_ kind: LetterKind) throws(Pattern.Fault) {
        self.kind = kind
        var regex: Regex<AnyRegexOutput>?
        if case .some(let text, let options) = kind { regex = try Pattern.regex(options + text) }
        self.regex = regex
        ascii = (0..<128).map { Self.has(Unicode.Scalar(UInt8($0)), kind, regex) }
    }

    /// Whether a letter is one of them.
    func has(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? ascii[Int(scalar.value)] : Self.has(scalar, kind, regex)
    }

    /// Whether asking costs more than a look at a table.
    func isSlow(_ scalar: Unicode.Scalar) -> Bool { !scalar.isASCII && regex != nil }

    private static func has(
        _ scalar: Unicode.Scalar,
        _ kind: LetterKind,
        _ regex: Regex<AnyRegexOutput>?
    ) -> Bool {
        switch kind {
        case .one(let letter, let ignoresCase):
            return letter == scalar
                || ignoresCase
                    && letter.properties.lowercaseMapping == scalar.properties.lowercaseMapping
        case .some:
            guard let regex else { return false }
            return (try? regex.wholeMatch(in: String(Character(scalar)))) != nil
        }
    }
}
