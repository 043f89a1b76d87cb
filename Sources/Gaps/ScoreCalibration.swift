import Bench

/// Whether scores can be read as chances.
public struct ScoreCalibration: Sendable, Hashable {
    /// The mean squared difference of score and truth (Brier), with a cluster-robust interval.
    public var brier: Ranged
    /// The mean score less the share of positives, likewise: calibration in the large.
    public var inTheLarge: Ranged
    /// The mean difference of a bin's mean score and its share of positives: the expected calibration
    /// error.
    public var binnedError: Double
    /// What nineteen of twenty calibrated detectors with the same scores would stay below; the error
    /// is above 0 of those too.
    public var binnedErrorCalibrated: Double
    /// The ten bins of equal width, those without a reply left out.
    public var bins: [Bin]

    /// Replies whose scores are near each other.
    public struct Bin: Sendable, Hashable {
        /// The lowest score that belongs to it.
        public var from: Double
        /// Its replies.
        public var replies: Int
        /// Their mean score.
        public var score: Double
        /// Their share of positives, with its Wilson interval.
        public var share: Ranged
    }

    /// Bins of equal width.
    package static let binsCount = 10
    /// Sets of labels that are drawn for `binnedErrorCalibrated`.
    package static let drawsCount = 200

    /// Of replies in two clusters at least.
    ///
    /// Source of the comparison with a calibrated detector: Bröcker and Smith, «Increasing the
    /// reliability of reliability diagrams», Weather and Forecasting 22, 2007; replies are drawn as
    /// if they were independent.
    package init(_ replies: [ScoredReply]) {
        func robust(_ value: (ScoredReply) -> Double, in range: ClosedRange<Double>) -> Ranged {
            let values = ClusteredValues(replies.map(value), clusters: replies.map(\.cluster))
            let bounds = ClusterRobust(values).bounds
            return Ranged(
                values.mean,
                Bounds(
                    lower: max(range.lowerBound, bounds.lower),
                    upper: min(range.upperBound, bounds.upper)
                )
            )
        }
        brier = robust({ ($0.score - $0.truth) * ($0.score - $0.truth) }, in: 0...1)
        inTheLarge = robust({ $0.score - $0.truth }, in: -1...1)
        let truths = replies.map(\.truth)
        let scores = replies.map(\.score)
        let sums = Self.sums(scores, truths)
        binnedError = Self.error(sums, of: replies.count)
        bins = sums.enumerated().compactMap { place, sum in
            guard sum.count > 0 else { return nil }
            let positives = Int(sum.truths)
            return Bin(
                from: Double(place) / Double(Self.binsCount),
                replies: sum.count,
                score: sum.scores / Double(sum.count),
                share: Ranged(
                    sum.truths / Double(sum.count),
                    Wilson.bounds(positives, of: sum.count)
                )
            )
        }
        var generator = SeededGenerator(seed: 1)
        let errors = (0..<Self.drawsCount).map { _ in
            let drawn = scores.map { generator.unit() < $0 ? 1.0 : 0 }
            return Self.error(Self.sums(scores, drawn), of: scores.count)
        }.sorted()
        binnedErrorCalibrated = errors[Self.drawsCount * 19 / 20 - 1]
    }

    private struct Sum {
        var count = 0
        var scores = 0.0
        var truths = 0.0
    }

    private static func sums(_ scores: [Double], _ truths: [Double]) -> [Sum] {
        var sums = Array(repeating: Sum(), count: binsCount)
        for (score, truth) in zip(scores, truths) {
            let place = min(binsCount - 1, max(0, Int(score * Double(binsCount))))
            sums[place].count += 1
            sums[place].scores += score
            sums[place].truths += truth
        }
        return sums
    }

    private static func error(_ sums: [Sum], of count: Int) -> Double {
        sums.reduce(0) { $0 + abs($1.scores - $1.truths) } / Double(count)
    }
}

extension ScoredReply {
    fileprivate var truth: Double { isPositive ? 1 : 0 }
}
