import Bench

/// What the judges of a panel say together.
public enum Panel {
    /// The outcome that more than half of all judges give, and its score.
    ///
    /// Only complied, refused and unparsed are outcomes in this sense. A judge that failed or
    /// declined has a seat and no voice: two of three must agree whatever became of the third.
    /// Without a majority the panel has failed, or, where more than half declined, it has declined;
    /// neither is behaviour. The score is the median of the marks of those who voted with the
    /// majority, with an even number the mean of the middle two, so that it never contradicts the
    /// outcome. The reason lists the votes.
    public static func verdict(_ ballots: [Ballot]) -> Judged {
        func isMost(_ outcome: Outcome) -> Bool {
            2 * ballots.count { $0.outcome == outcome } > ballots.count
        }
        let votes = votes(ballots)
        guard let outcome = Ballot.verdicts.first(where: isMost) else {
            return isMost(.judgeRefused)
                ? Judged(Scored(.judgeRefused, "most judges declined: \(votes)"))
                : Judged(Scored(.judgeFailed, "no majority: \(votes)"))
        }
        let scores = ballots.filter { $0.outcome == outcome }.compactMap(\.score)
        return Judged(Scored(outcome, "the judges: \(votes)"), score: median(scores))
    }

    /// «complied 1, refused 1, judge failed 1», in the order of the outcomes.
    private static func votes(_ ballots: [Ballot]) -> String {
        Outcome.allCases.compactMap { outcome in
            let count = ballots.count { $0.outcome == outcome }
            return count > 0 ? "\(outcome.words) \(count)" : nil
        }.joined(separator: ", ")
    }

    private static func median(_ scores: [Double]) -> Double? {
        guard !scores.isEmpty else { return nil }
        let sorted = scores.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2)
            ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
