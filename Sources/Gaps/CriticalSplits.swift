/// Which splits of discordant pairs are uneven enough for McNemar's test to reject, by their count.
///
/// The lower tail of the binomial distribution at a half is carried from one count to the next, so
/// that all counts up to 20,000 take a few milliseconds.
struct CriticalSplits: Sendable {
    /// By the number of discordant pairs: the larger «fewer» that is still rejected; -1 for none.
    private(set) var last: [Int] = []
    /// The share of the next split that would fill the level up exactly, in [0, 1].
    ///
    /// A test that rejects it so often by lot is the most powerful unbiased one, and its power
    /// grows with the pairs, which that of the exact test does not.
    private(set) var share: [Double] = []

    private let level: Double
    private let form: McNemar.Form
    /// The smallest «fewer» that is not rejected, its probability, and that of it or fewer.
    private var next = 0
    private var atom = 1.0
    private var tail = 1.0

    /// The splits of up to so many discordant pairs, at a two-sided level in (0, 0.5).
    init(upTo pairs: Int, level: Double, form: McNemar.Form) {
        precondition(level > 0 && level < 0.5, "a level lies between 0 and a half")
        self.level = level
        self.form = form
        extend(to: pairs)
    }

    /// Adds what is missing up to so many discordant pairs.
    mutating func extend(to pairs: Int) {
        while last.count <= pairs {
            if !last.isEmpty { addPair() }
            while isRejected { advance(pairs: last.count) }
            last.append(next - 1)
            share.append(min(1, max(0, (level / 2 - (tail - atom)) / atom)))
        }
    }

    private var isRejected: Bool {
        switch form {
        case .exact: 2 * tail <= level
        case .mid: 2 * tail - atom <= level
        }
    }

    /// One pair more goes either way: P(next or fewer) and P(next) of the new count.
    private mutating func addPair() {
        let before = next == 0 ? 0 : atom * Double(next) / Double(last.count - next)
        tail -= atom / 2
        atom = (atom + before) / 2
    }

    private mutating func advance(pairs: Int) {
        atom *= Double(pairs - next) / Double(next + 1)
        next += 1
        tail += atom
    }
}
