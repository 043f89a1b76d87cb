/// How good a detector is on replies of which the truth is known.
public struct DetectorEvaluation: Sendable, Hashable {
    /// Replies with what it looks for.
    public var positives: Int
    /// Replies without any of it.
    public var negatives: Int
    /// What can be said, or why nothing can.
    public var finding: Result<Finding, Refusal>

    /// What can be said of a detector.
    public struct Finding: Sendable, Hashable {
        /// How well its scores tell the two apart.
        public var discrimination: Discrimination
        /// What its scores are.
        public var scale: Scale
    }

    /// How far scores go.
    public enum Scale: Sendable, Hashable {
        /// All are 0 or 1: the shares of positives that have 1, and of negatives that have 0.
        case decisions(sensitivity: Ranged, specificity: Ranged)
        /// There are others: whether they can be read as chances.
        case scores(ScoreCalibration)
    }

    /// Why nothing can be said.
    public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        /// There are too few replies of one kind.
        case tooFew(positives: Int, negatives: Int)
        /// They are of too few clusters.
        case tooFewClusters(positives: Int, negatives: Int)

        /// One phrase.
        public var description: String {
            switch self {
            case .tooFew(let positives, let negatives):
                "too few: \(positives) with it and \(negatives) without, "
                    + "\(DetectorEvaluation.repliesMin) of each are needed"
            case .tooFewClusters(let positives, let negatives):
                "too few clusters: \(positives) with it and \(negatives) without, "
                    + "\(DetectorEvaluation.clustersMin) of each are needed"
            }
        }
    }

    /// Replies of each kind that are needed.
    package static let repliesMin = 10
    /// Clusters of each kind that are needed.
    package static let clustersMin = 5

    /// Evaluates scores; the replies may come in any order.
    package init(_ replies: [ScoredReply]) {
        let kinds = (replies.filter(\.isPositive), replies.filter { !$0.isPositive })
        positives = kinds.0.count
        negatives = kinds.1.count
        guard min(positives, negatives) >= Self.repliesMin else {
            finding = .failure(.tooFew(positives: positives, negatives: negatives))
            return
        }
        let clusters = (Set(kinds.0.map(\.cluster)).count, Set(kinds.1.map(\.cluster)).count)
        guard min(clusters.0, clusters.1) >= Self.clustersMin else {
            finding = .failure(.tooFewClusters(positives: clusters.0, negatives: clusters.1))
            return
        }
        let isBinary = replies.allSatisfy { $0.score == 0 || $0.score == 1 }
        let scale: Scale =
            isBinary
            ? .decisions(
                sensitivity: Self.share(of: kinds.0, with: 1),
                specificity: Self.share(of: kinds.1, with: 0)
            ) : .scores(ScoreCalibration(replies))
        finding = .success(Finding(discrimination: Discrimination(replies), scale: scale))
    }

    /// The share of replies with that score: Wilson's interval with the number of replies divided by
    /// their design effect, or their clusters where all are alike and no such effect can be seen.
    private static func share(of replies: [ScoredReply], with score: Double) -> Ranged {
        let values = ClusteredValues(
            replies.map { $0.score == score ? 1 : 0 },
            clusters: replies.map(\.cluster)
        )
        let count = Double(replies.count)
        let rate = values.mean
        var effective = Double(values.clusters)
        if rate > 0, rate < 1 {
            let robust = ClusterRobust(values).corrected
            let effect = robust * robust / (rate * (1 - rate) / count)
            effective = count / max(1, effect)
        }
        return Ranged(rate, Wilson.bounds(rate: rate, of: effective))
    }
}
