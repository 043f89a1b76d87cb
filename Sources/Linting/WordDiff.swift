/// In which words two texts differ, letter for letter.
package struct WordDiff: Equatable {
    /// A stretch of text that both have, or one alone.
    package enum Piece: Equatable {
        case same(String)
        case removed(String)
        case added(String)
    }

    /// The stretches in their order; what is removed stands before what is added in its place.
    package private(set) var pieces: [Piece] = []

    /// Words and spaces that are compared one by one, at most; longer middles are replaced whole.
    package static let tokensMax = 4_000

    /// Compares two texts.
    package init(from old: String, to new: String) {
        let old = Self.tokens(of: old)
        let new = Self.tokens(of: new)
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var end = 0
        while end < min(old.count, new.count) - start,
            old[old.count - 1 - end] == new[new.count - 1 - end]
        {
            end += 1
        }
        var changes: [Change] = old[..<start].map { Change(.same, $0) }
        changes += Self.changes(old[start..<old.count - end], new[start..<new.count - end])
        changes += old[(old.count - end)...].map { Change(.same, $0) }
        pieces = Self.joined(changes)
    }

    /// Whether the texts are the same.
    package var isSame: Bool {
        pieces.allSatisfy { if case .same = $0 { true } else { false } }
    }

    /// The whole text with marks: `[-what is gone-]` and `{+what is new+}`, as git marks words.
    ///
    /// `paint` may colour a marked stretch; true is for what is new.
    package func marked(_ paint: (String, Bool) -> String = { text, _ in text }) -> String {
        pieces.map { piece in
            switch piece {
            case .same(let text): text
            case .removed(let text): paint("[-\(text)-]", false)
            case .added(let text): paint("{+\(text)+}", true)
            }
        }.joined()
    }

    /// The differences alone, with so many words around each.
    package func excerpt(words: Int) -> WordDiff {
        var short = self
        short.pieces = pieces.enumerated().map { index, piece in
            guard case .same(let text) = piece else { return piece }
            let tokens = Self.tokens(of: text)
            let head = index == 0 ? 0 : 2 * words
            let tail = index == pieces.count - 1 ? 0 : 2 * words
            guard tokens.count > head + tail + 2 else { return piece }
            let front = tokens.prefix(head).map(\.text).joined()
            let back = tokens.suffix(tail).map(\.text).joined()
            return .same(front + "…" + back)
        }
        return short
    }

    // MARK: - Tokens

    /// A word or the space between two, compared by its bytes: two spellings of «é» are one
    /// `String` and two prompts.
    private struct Token: Hashable {
        var bytes: [UInt8]
        var text: String { String(decoding: bytes, as: UTF8.self) }
        var isSpace: Bool { bytes.allSatisfy(WordDiff.isSpace) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0d).contains(byte)
    }

    private static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var run: [UInt8] = []
        for byte in text.utf8 {
            if let last = run.last, isSpace(last) != isSpace(byte) {
                tokens.append(Token(bytes: run))
                run = []
            }
            run.append(byte)
        }
        return run.isEmpty ? tokens : tokens + [Token(bytes: run)]
    }

    private enum Kind { case same, removed, added }

    private struct Change {
        var kind: Kind
        var token: Token

        init(_ kind: Kind, _ token: Token) {
            self.kind = kind
            self.token = token
        }
    }

    private static func changes(
        _ old: ArraySlice<Token>,
        _ new: ArraySlice<Token>
    ) -> [Change] {
        guard max(old.count, new.count) <= tokensMax else {
            return old.map { Change(.removed, $0) } + new.map { Change(.added, $0) }
        }
        let old = Array(old)
        let new = Array(new)
        let difference = new.difference(from: old)
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let place, _, _): removed.insert(place)
            case .insert(let place, _, _): added.insert(place)
            }
        }
        var changes: [Change] = []
        var first = 0
        var second = 0
        while first < old.count || second < new.count {
            if removed.contains(first) {
                changes.append(Change(.removed, old[first]))
                first += 1
            } else if added.contains(second) {
                changes.append(Change(.added, new[second]))
                second += 1
            } else {
                changes.append(Change(.same, new[second]))
                first += 1
                second += 1
            }
        }
        return changes
    }

    /// Stretches instead of single words; a space between two changes belongs to both.
    private static func joined(_ changes: [Change]) -> [Piece] {
        var pieces: [Piece] = []
        var same = ""
        var removed = ""
        var added = ""
        var space = ""
        func close() {
            // A space that both begin with is no difference.
            while let first = removed.first, first.isWhitespace, added.first == first {
                if case .same(let before)? = pieces.last {
                    pieces[pieces.count - 1] = .same(before + String(first))
                } else {
                    pieces.append(.same(String(first)))
                }
                removed.removeFirst()
                added.removeFirst()
            }
            if !removed.isEmpty { pieces.append(.removed(removed)) }
            if !added.isEmpty { pieces.append(.added(added)) }
            removed = ""
            added = ""
        }
        for change in changes {
            let isOpen = !removed.isEmpty || !added.isEmpty
            switch change.kind {
            case .same where isOpen && change.token.isSpace: space += change.token.text
            case .same:
                close()
                same += space + change.token.text
                space = ""
            case .removed, .added:
                if !same.isEmpty { pieces.append(.same(same)) }
                same = ""
                removed += space
                added += space
                space = ""
                if change.kind == .removed {
                    removed += change.token.text
                } else {
                    added += change.token.text
                }
            }
        }
        close()
        same += space
        if !same.isEmpty { pieces.append(.same(same)) }
        return pieces
    }
}
