/// A regular expression as it is written, taken apart.
///
/// It is Swift's dialect without what a machine that reads each letter once cannot do: looking
/// around, back references, atomic groups and possessive repetitions.
indirect enum Expression: Equatable {
    /// One letter of a kind.
    case letter(LetterKind)
    /// A place between two letters.
    case place(Place)
    /// One behind the other; none is the empty text.
    case sequence([Expression])
    /// One of them.
    case choice([Expression])
    /// So often, without an upper bound where `max` is nil.
    case repeated(Expression, min: Int, max: Int?)

    /// A place between two letters.
    enum Place: Equatable {
        case start, end, endBeforeNewline, lineStart, lineEnd, wordEdge, noWordEdge
    }

    /// What is understood in another way from some place on, as `(?i)` asks for.
    struct Options: Hashable {
        /// `i`: capitals do not count.
        var ignoresCase = false
        /// `s`: a dot stands for a line break too.
        var dotTakesBreaks = false
        /// `m`: `^` and `$` stand at line breaks too.
        var anchorsAtLines = false

        /// The same for an expression of its own.
        var prefix: String { (ignoresCase ? "(?i)" : "") + (dotTakesBreaks ? "(?s)" : "") }
    }
}

/// Takes an expression apart.
struct ExpressionParser {
    private let text: [Character]
    private var place = 0
    private var options = Expression.Options()
    private var depth = 0

    /// Groups inside each other, at most.
    static let depthMax = 50

    /// Reads an expression that Swift's own reader has accepted.
    static func parse(_ text: String) throws(Pattern.Fault) -> Expression {
        var parser = ExpressionParser(text: Array(text))
        let expression = try parser.choice()
        guard parser.peek == nil else { throw Pattern.Fault(description: "a `)` closes nothing") }
        return expression
    }

    private init(text: [Character]) { self.text = text }

    private var peek: Character? { place < text.count ? text[place] : nil }

    private mutating func take(_ word: String) -> Bool {
        guard text[place...].starts(with: word) else { return false }
        place += word.count
        return true
    }

    private static func unknown(_ what: String) -> Pattern.Fault {
        Pattern.Fault(description: "it has \(what), which is not read here")
    }

    // MARK: Groups

    private mutating func choice() throws(Pattern.Fault) -> Expression {
        var ways: [Expression] = []
        repeat { ways.append(try sequence()) } while take("|")
        return ways.count == 1 ? ways[0] : .choice(ways)
    }

    private mutating func sequence() throws(Pattern.Fault) -> Expression {
        var parts: [Expression] = []
        while let next = peek, next != "|", next != ")" {
            guard let part = try atom() else { continue }
            parts.append(try repeated(part))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    /// The next part; nil for what only sets options.
    private mutating func atom() throws(Pattern.Fault) -> Expression? {
        let character = text[place]
        switch character {
        case "(": return try group()
        case "[": return .letter(.some(of: try characterClass(), options.prefix))
        case "\\": return try escape()
        case ".":
            place += 1
            return .letter(.some(of: ".", options.prefix))
        case "^":
            place += 1
            return .place(options.anchorsAtLines ? .lineStart : .start)
        case "$":
            place += 1
            return .place(options.anchorsAtLines ? .lineEnd : .end)
        case "{": throw Self.unknown("a `{` that repeats nothing (a letter is written `\\{`)")
        default:
            place += 1
            return literal(character)
        }
    }

    /// A letter as it stands; of more than one scalar where an accent is one of its own.
    private func literal(_ character: Character) -> Expression {
        let scalars = character.unicodeScalars.map { scalar in
            Expression.letter(.one(scalar, ignoresCase: options.ignoresCase))
        }
        return scalars.count == 1 ? scalars[0] : .sequence(scalars)
    }

    private mutating func group() throws(Pattern.Fault) -> Expression? {
        place += 1
        let outer = options
        if take("?") {
            if take("#") {
                while let next = peek, next != ")" { place += 1 }
                _ = take(")")
                return nil
            }
            if try !isCapturing() {
                let isRest = try setOptions()
                if isRest { return nil }
            }
        } else if peek == "*" {
            throw Self.unknown("a group that begins with `*`")
        }
        depth += 1
        guard depth <= Self.depthMax else {
            throw Pattern.Fault(description: "its groups stand more than \(Self.depthMax) deep")
        }
        let inner = try choice()
        guard take(")") else { throw Pattern.Fault(description: "a group is not closed") }
        depth -= 1
        options = outer
        return inner
    }

    /// Whether a named group begins here, which is then read up to its name.
    private mutating func isCapturing() throws(Pattern.Fault) -> Bool {
        for look in ["=", "!", "<=", "<!", "*"] where text[place...].starts(with: look) {
            throw Self.unknown("a group that looks around")
        }
        if text[place...].starts(with: ">") { throw Self.unknown("an atomic group") }
        guard take("<") || take("P<") else { return false }
        while let next = peek, next.isLetter || next.isNumber || next == "_" { place += 1 }
        guard take(">") else { throw Self.unknown("a group of this name") }
        return true
    }

    /// Reads `i-s:` and the like; true where it holds for the rest of the group around it.
    private mutating func setOptions() throws(Pattern.Fault) -> Bool {
        var value = true
        while let next = peek {
            place += 1
            switch next {
            case "i": options.ignoresCase = value
            case "s": options.dotTakesBreaks = value
            case "m": options.anchorsAtLines = value
            case "-" where value: value = false
            case ":": return false
            case ")": return true
            default: throw Self.unknown("a group that begins with `(?\(next)`")
            }
        }
        throw Pattern.Fault(description: "a group is not closed")
    }

    // MARK: Letters

    private mutating func escape() throws(Pattern.Fault) -> Expression {
        guard place + 1 < text.count else { throw Pattern.Fault(description: "a `\\` ends it") }
        let letter = text[place + 1]
        let start = place
        place += 2
        switch letter {
        case "b": return .place(.wordEdge)
        case "B": return .place(.noWordEdge)
        case "A": return .place(.start)
        case "z": return .place(.end)
        case "Z": return .place(.endBeforeNewline)
        case "d", "D", "w", "W", "s", "S", "h", "H", "v", "V", "t", "r", "n", "f", "e", "a": break
        case "x", "u", "p", "P":
            if take("{") {
                while let next = peek, next != "}" { place += 1 }
                guard take("}") else { throw Self.unknown("a `\\\(letter){` without an end") }
            } else if letter == "x" || letter == "u" {
                let digits = text[place...].prefix(letter == "x" ? 2 : 4)
                place += digits.prefix(while: \.isHexDigit).count
            } else {
                throw Self.unknown("a `\\\(letter)` without braces")
            }
        case _ where letter.isASCII && !letter.isLetter && !letter.isNumber:
            return literal(letter)
        default: throw Self.unknown("`\\\(letter)`")
        }
        return .letter(.some(of: String(text[start..<place]), options.prefix))
    }

    /// A class as it is written, the classes inside it included.
    private mutating func characterClass() throws(Pattern.Fault) -> String {
        let start = place
        var open = 0
        while let next = peek {
            place += 1
            switch next {
            case "\\":
                if peek == "Q" || peek == "E" { throw Self.unknown("`\\Q`") }
                place += 1
            case "[": open += 1
            case "]":
                open -= 1
                if open == 0 { return String(text[start..<place]) }
            default: break
            }
        }
        throw Pattern.Fault(description: "a class of letters is not closed")
    }

    // MARK: Repetitions

    private mutating func repeated(_ part: Expression) throws(Pattern.Fault) -> Expression {
        let bounds: (min: Int, max: Int?)
        switch peek {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            guard let found = braces() else {
                throw Self.unknown("a `{` that repeats nothing (a letter is written `\\{`)")
            }
            bounds = found
        default: return part
        }
        place += 1
        // How much is taken first changes nothing about whether there is anything.
        if !take("?"), peek == "+" { throw Self.unknown("a possessive repetition") }
        return .repeated(part, min: bounds.min, max: bounds.max)
    }

    /// `{2}`, `{2,}`, `{2,3}`, `{,3}`, read up to its closing brace.
    private mutating func braces() -> (min: Int, max: Int?)? {
        guard let end = text[place...].firstIndex(of: "}") else { return nil }
        let ends = text[(place + 1)..<end].split(separator: ",", omittingEmptySubsequences: false)
        func number(_ digits: ArraySlice<Character>) -> Int? {
            digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(String(digits)) : nil
        }
        guard let first = ends.first, ends.count <= 2, !(first.isEmpty && ends.count == 1) else {
            return nil
        }
        guard let min = first.isEmpty ? 0 : number(first) else { return nil }
        place = end
        guard ends.count == 2 else { return (min, min) }
        if ends[1].isEmpty { return first.isEmpty ? nil : (min, nil) }
        guard let max = number(ends[1]), max >= min else { return nil }
        return (min, max)
    }
}
