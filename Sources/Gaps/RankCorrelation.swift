import Glibc

/// How two orders go together: Spearman's ρ with its interval.
///
/// Of models it is observational: they differ in more than the one thing that stands beside them.
public struct RankCorrelation: Sendable, Hashable {
    /// The correlation, in [-1, 1].
    public let rho: Double
    /// The lower end of its 95 % interval.
    public let lower: Double
    /// The upper end of its 95 % interval.
    public let upper: Double
    /// Pairs.
    public let count: Int

    /// With fewer pairs there is no interval.
    public static let countMin = 5

    /// The correlation of two equally long lists; nil with fewer than `countMin` pairs, or where
    /// one of them is constant.
    ///
    /// Ties share their mean rank. The interval is by Fisher's z with variance (1 + ρ²/2)/(n − 3).
    /// Source: Spearman 1904; Bonett and Wright, Psychometrika 65, 2000.
    public init?(_ left: [Double], _ right: [Double]) {
        precondition(left.count == right.count, "each value needs its partner")
        guard left.count >= Self.countMin else { return nil }
        let ranks = (Self.ranks(left), Self.ranks(right))
        let mean = Double(left.count + 1) / 2
        var product = 0.0
        var squares = (0.0, 0.0)
        for (one, other) in zip(ranks.0, ranks.1) {
            product += (one - mean) * (other - mean)
            squares.0 += (one - mean) * (one - mean)
            squares.1 += (other - mean) * (other - mean)
        }
        guard squares.0 > 0, squares.1 > 0 else { return nil }
        count = left.count
        rho = product / (squares.0 * squares.1).squareRoot()
        let center = atanh(min(1, max(-1, rho)))
        let error = ((1 + rho * rho / 2) / Double(count - 3)).squareRoot()
        let halfWidth = Normal.quantile(upperTail: (1 - Interval.confidence) / 2) * error
        lower = tanh(center - halfWidth)
        upper = tanh(center + halfWidth)
    }

    /// Ranks from 1; equal values share their mean rank.
    static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = values.map { _ in 0.0 }
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
            for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
            start = end + 1
        }
        return ranks
    }
}
