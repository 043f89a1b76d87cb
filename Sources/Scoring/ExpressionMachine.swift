/// An expression as a machine that is in many states at once and reads each letter once.
///
/// What it costs is the letters times the states, whatever the expression and the text are; a
/// backtracking search can take longer than any run lasts.
/// Source: Thompson, «Regular expression search algorithm», CACM 11 (1968), 419–422.
struct ExpressionMachine {
    /// States, at most.
    static let statesMax = 2_000

    private enum State {
        /// Reads a letter of this set, and goes on to the next state.
        case letter(Int)
        /// Goes on in both.
        case fork(Int, Int)
        /// Goes on there.
        case jump(Int)
        /// Goes on to the next state at such a place.
        case place(Expression.Place)
        /// Has found it.
        case found
    }

    private var states: [State] = []
    private var sets: [LetterSet] = []
    private var places: [LetterKind: Int] = [:]
    /// The place in `sets` of what a word is made of.
    private let word = 0

    /// Throws where it would have too many states.
    init(_ expression: Expression) throws(Pattern.Fault) {
        let word = LetterKind.some(of: "\\w", "")
        sets = [try LetterSet(word)]
        places = [word: 0]
        try add(expression)
        try append(.found)
    }

    // MARK: Making it

    private mutating func append(_ state: State) throws(Pattern.Fault) {
        guard states.count < Self.statesMax else {
            throw Pattern.Fault(
                description: "it repeats too much: written out it has more than "
                    + "\(Self.statesMax) places"
            )
        }
        states.append(state)
    }

    private mutating func add(_ expression: Expression) throws(Pattern.Fault) {
        switch expression {
        case .letter(let kind): try append(.letter(set(of: kind)))
        case .place(let place): try append(.place(place))
        case .sequence(let parts): for part in parts { try add(part) }
        case .choice(let ways):
            var ends: [Int] = []
            for way in ways.dropLast() {
                let fork = states.count
                try append(.jump(0))
                try add(way)
                ends.append(states.count)
                try append(.jump(0))
                states[fork] = .fork(fork + 1, states.count)
            }
            if let last = ways.last { try add(last) }
            for end in ends { states[end] = .jump(states.count) }
        case .repeated(let part, let min, let max):
            for _ in 0..<min { try add(part) }
            guard let max else {
                let fork = states.count
                try append(.jump(0))
                try add(part)
                try append(.jump(fork))
                states[fork] = .fork(fork + 1, states.count)
                return
            }
            var forks: [Int] = []
            for _ in min..<max {
                forks.append(states.count)
                try append(.jump(0))
                try add(part)
            }
            for fork in forks { states[fork] = .fork(fork + 1, states.count) }
        }
    }

    private mutating func set(of kind: LetterKind) throws(Pattern.Fault) -> Int {
        if let place = places[kind] { return place }
        sets.append(try LetterSet(kind))
        places[kind] = sets.count - 1
        return sets.count - 1
    }

    // MARK: Running it

    /// Whether it is found anywhere in a text.
    func isFound(in text: some Sequence<Unicode.Scalar>) -> Bool {
        let letters = Array(text)
        var walk = Walk(states: states.count)
        for place in 0...letters.count {
            walk.begin()
            if follow(&walk, letters, place) { return true }
            guard place < letters.count else { return false }
            let letter = letters[place]
            walk.waiting.removeAll(keepingCapacity: true)
            for state in walk.reading {
                guard case .letter(let set) = states[state], has(letter, set, &walk) else {
                    continue
                }
                walk.waiting.append(state + 1)
            }
        }
        return false
    }

    private func has(_ scalar: Unicode.Scalar, _ set: Int, _ walk: inout Walk) -> Bool {
        guard sets[set].isSlow(scalar) else { return sets[set].has(scalar) }
        let letter = Letter(set: set, scalar: scalar)
        if let has = walk.known[letter] { return has }
        let has = sets[set].has(scalar)
        walk.known[letter] = has
        return has
    }

    private struct Letter: Hashable {
        var set: Int
        var scalar: Unicode.Scalar
    }

    /// The states of one step: those still to be followed, and those that read a letter next.
    private struct Walk {
        var waiting: [Int] = []
        var reading: [Int] = []
        /// What is known of letters for which Swift must be asked.
        var known: [Letter: Bool] = [:]
        private var seenAt: [Int]
        private var step = 0

        init(states: Int) { seenAt = [Int](repeating: 0, count: states) }

        /// A new step, in which the expression may also begin.
        mutating func begin() {
            step += 1
            reading.removeAll(keepingCapacity: true)
            waiting.append(0)
        }

        /// The next state that this step has not seen.
        mutating func next() -> Int? {
            while let state = waiting.popLast() {
                guard seenAt[state] != step else { continue }
                seenAt[state] = step
                return state
            }
            return nil
        }
    }

    /// Follows all states that read nothing; true where one has found it.
    private func follow(
        _ walk: inout Walk,
        _ letters: [Unicode.Scalar],
        _ place: Int
    ) -> Bool {
        while let state = walk.next() {
            switch states[state] {
            case .found: return true
            case .letter: walk.reading.append(state)
            case .jump(let next): walk.waiting.append(next)
            case .fork(let one, let other): walk.waiting += [one, other]
            case .place(let wanted):
                if stands(wanted, letters, place, &walk) { walk.waiting.append(state + 1) }
            }
        }
        return false
    }

    private func stands(
        _ wanted: Expression.Place,
        _ letters: [Unicode.Scalar],
        _ place: Int,
        _ walk: inout Walk
    ) -> Bool {
        func isBreak(_ index: Int) -> Bool {
            switch letters[index].value {
            case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
            default: false
            }
        }
        let isEnd = place == letters.count
        switch wanted {
        case .start: return place == 0
        case .end: return isEnd
        case .endBeforeNewline: return isEnd || place + 1 == letters.count && isBreak(place)
        case .lineStart: return place == 0 || isBreak(place - 1)
        case .lineEnd: return isEnd || isBreak(place)
        case .wordEdge, .noWordEdge:
            let isBehind = place > 0 && has(letters[place - 1], word, &walk)
            let isAhead = !isEnd && has(letters[place], word, &walk)
            return (isBehind != isAhead) == (wanted == .wordEdge)
        }
    }
}
