import Glibc

/// A ledger of claims made batch after batch: the share of false ones stays bounded for good.
///
/// For public claims over years, where each run's own adjustment is not enough.
///
/// Source: Zrnic, Jiang, Ramdas and Jordan, «The power of batching in multiple hypothesis testing»,
/// AISTATS 2020: BatchPRDS, with the sequence γ_t = .4374901658/t^1.6 of the R package onlineFDR.
public struct ClaimLedger: Sendable, Hashable {
    /// The bound on the share of false claims.
    public let level: Double
    /// Batches that have been taken.
    public private(set) var batches = 0
    private var rejections = 0

    /// A ledger without a batch.
    public init(level: Double = 0.05) { self.level = level }

    /// The level of the next batch, given how many tests it has, one at least.
    public func nextLevel(tests: Int) -> Double {
        precondition(tests > 0, "a batch has a test")
        let share = Double(tests + rejections) / Double(tests)
        return level * OnlineSequence.power(batches + 1) * share
    }

    /// Takes a batch of p-values and says which are claims: Benjamini–Hochberg at the batch's level.
    public mutating func take(_ pValues: [Double]) -> [Bool] {
        guard !pValues.isEmpty else { return [] }
        let level = nextLevel(tests: pValues.count)
        let claims = Multiplicity.benjaminiHochberg(pValues).map { $0 <= level }
        batches += 1
        rejections += claims.count { $0 }
        return claims
    }
}

/// The sequences that online tests spend their level by; each adds up to 1.
enum OnlineSequence {
    static func power(_ place: Int) -> Double { 0.4374901658 / pow(Double(place), 1.6) }

    static func logarithmic(_ place: Int) -> Double {
        let place = Double(place)
        return 0.07720838 * log(max(place, 2)) / (place * exp(log(place).squareRoot()))
    }
}

/// Tests one after the other, each with a level that earlier discoveries have earned.
package enum OnlineTesting {
    /// What a sequence of tests came to.
    package struct Result: Sendable, Hashable {
        /// The level of each test.
        package var levels: [Double]
        /// Whether each was rejected.
        package var rejections: [Bool]
    }

    /// LORD++.
    ///
    /// Source: Ramdas, Yang, Wainwright and Jordan, «Online control of the false discovery rate with
    /// decaying memory», NeurIPS 2017; γ as in the R package onlineFDR.
    package static func lord(
        _ pValues: [Double],
        level: Double = 0.05,
        wealth: Double = 0.005
    ) -> Result {
        var result = Result(levels: [], rejections: [])
        var found: [Int] = []
        for place in pValues.indices {
            var share = OnlineSequence.logarithmic(place + 1) * wealth
            for (rank, time) in found.enumerated() {
                let earned = rank == 0 ? level - wealth : level
                share += earned * OnlineSequence.logarithmic(place - time)
            }
            result.levels.append(share)
            result.rejections.append(pValues[place] <= share)
            if pValues[place] <= share { found.append(place) }
        }
        return result
    }

    /// SAFFRON, which spends nothing on tests whose p-value is above `candidate`.
    ///
    /// Source: Ramdas, Zrnic, Wainwright and Jordan, «SAFFRON: an adaptive algorithm for online
    /// control of the false discovery rate», ICML 2018; γ as in the R package onlineFDR.
    package static func saffron(
        _ pValues: [Double],
        level: Double = 0.05,
        wealth: Double = 0.025,
        candidate: Double = 0.5
    ) -> Result {
        var result = Result(levels: [], rejections: [])
        var found: [Int] = []
        func candidates(after time: Int, before place: Int) -> Int {
            pValues[(time + 1)..<place].count { $0 <= candidate }
        }
        for place in pValues.indices {
            var share =
                wealth * OnlineSequence.power(place + 1 - candidates(after: -1, before: place))
            for (rank, time) in found.enumerated() {
                let earned = rank == 0 ? level - wealth : level
                let spent = candidates(after: time, before: place)
                share += earned * OnlineSequence.power(place - time - spent)
            }
            let mine = min(candidate, (1 - candidate) * share)
            result.levels.append(mine)
            result.rejections.append(pValues[place] <= mine)
            if pValues[place] <= mine { found.append(place) }
        }
        return result
    }
}
