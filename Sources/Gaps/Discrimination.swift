/// How well scores tell two kinds of replies apart: the area under the ROC curve, which is the chance
/// that a positive has the higher score of a pair, ties counted half.
public struct Discrimination: Sendable, Hashable {
    /// The area with its 95 % interval; a half says nothing, 1 tells all apart.
    public var area: Ranged
    /// The variance of the area by Obuchowski.
    public var variance: Double

    /// The area of replies of both kinds, two clusters of each at least.
    ///
    /// The interval is Newcombe's score-type one (his method 5) with numbers of replies that are
    /// divided by how much larger Obuchowski's variance is than that of his model, never multiplied;
    /// with the t quantile of the clusters of the rarer kind less one for the normal one. At 0 and 1,
    /// where the variance says nothing, the clusters of each kind stand for its replies. It covers
    /// too often where scores have two values, and too seldom nowhere that was tried.
    ///
    /// Sources: Obuchowski, «Nonparametric analysis of clustered ROC curve data», Biometrics 53, 1997;
    /// Newcombe, «Confidence intervals for an effect size measure based on the Mann–Whitney
    /// statistic. Part 2», Statistics in Medicine 25, 2006. Joining the two is ours.
    package init(_ replies: [ScoredReply]) {
        let placed = Placements(replies)
        precondition(
            min(placed.positiveClusters, placed.negativeClusters) >= 2,
            "an area needs two clusters of each kind"
        )
        let area = placed.area
        variance = placed.variance
        let tail = (1 - Interval.confidence) / 2
        let freedom = min(placed.positiveClusters, placed.negativeClusters) - 1
        let quantile = StudentT(degreesOfFreedom: freedom).quantile(upperTail: tail)
        var positives = Double(placed.positives)
        var negatives = Double(placed.negatives)
        if area <= 0 || area >= 1 {
            positives = Double(placed.positiveClusters)
            negatives = Double(placed.negativeClusters)
        } else {
            let model = Self.modelVariance(area, positives, negatives)
            let share = variance > model ? model / variance : 1
            positives *= share
            negatives *= share
        }
        self.area = Ranged(area, Self.bounds(area, positives, negatives, quantile: quantile))
    }

    /// Newcombe's method 5: the areas from which the observed one lies within `quantile` of their
    /// standard errors.
    package static func bounds(
        _ area: Double,
        _ positives: Double,
        _ negatives: Double,
        quantile: Double
    ) -> Bounds {
        func excess(_ other: Double) -> Double {
            (area - other) * (area - other)
                - quantile * quantile * modelVariance(other, positives, negatives)
        }
        return Bounds(
            lower: Quantile.bisect(0, area) { excess($0) > 0 },
            upper: Quantile.bisect(area, 1) { excess($0) < 0 }
        )
    }

    /// The variance of an area by Hanley and McNeil, with the mean of both numbers where they have
    /// either.
    private static func modelVariance(
        _ area: Double,
        _ positives: Double,
        _ negatives: Double
    ) -> Double {
        let others = max(0, (positives + negatives) / 2 - 1)
        let spread = 1 + others * ((1 - area) / (2 - area) + area / (1 + area))
        return area * (1 - area) * spread / (positives * negatives)
    }
}

/// Where each reply stands among those of the other kind, summed by cluster.
private struct Placements {
    var positives = 0
    var negatives = 0
    var positiveClusters = 0
    var negativeClusters = 0
    var area = 0.0
    var variance = 0.0

    /// What the replies of one cluster add up to.
    private struct Sums {
        var positives = 0
        var negatives = 0
        /// The shares of negatives below each positive.
        var above = 0.0
        /// The shares of positives above each negative.
        var below = 0.0
    }

    init(_ replies: [ScoredReply]) {
        positives = replies.count(where: \.isPositive)
        negatives = replies.count - positives
        guard positives > 0, negatives > 0 else { return }
        var clusters: [String: Sums] = [:]
        let sorted = replies.sorted { $0.score < $1.score }
        var start = 0
        var (positivesBelow, negativesBelow) = (0, 0)
        while start < sorted.count {
            let end =
                sorted[start...].firstIndex { $0.score != sorted[start].score } ?? sorted.count
            let tied = sorted[start..<end]
            let tiedPositives = tied.count(where: \.isPositive)
            let tiedNegatives = tied.count - tiedPositives
            let beaten = (Double(negativesBelow) + Double(tiedNegatives) / 2) / Double(negatives)
            let beating =
                (Double(positives - positivesBelow - tiedPositives) + Double(tiedPositives) / 2)
                / Double(positives)
            for reply in tied {
                if reply.isPositive {
                    clusters[reply.cluster, default: Sums()].positives += 1
                    clusters[reply.cluster, default: Sums()].above += beaten
                } else {
                    clusters[reply.cluster, default: Sums()].negatives += 1
                    clusters[reply.cluster, default: Sums()].below += beating
                }
            }
            area += Double(tiedPositives) * beaten
            positivesBelow += tiedPositives
            negativesBelow += tiedNegatives
            start = end
        }
        area /= Double(positives)
        // In one order, so that the sums are the same in every process.
        add(clusters.sorted { $0.key < $1.key }.map(\.value))
    }

    private mutating func add(_ clusters: [Sums]) {
        positiveClusters = clusters.count { $0.positives > 0 }
        negativeClusters = clusters.count { $0.negatives > 0 }
        guard positiveClusters > 1, negativeClusters > 1 else { return }
        var (positiveSquares, negativeSquares, products) = (0.0, 0.0, 0.0)
        for cluster in clusters {
            let above = cluster.above - Double(cluster.positives) * area
            let below = cluster.below - Double(cluster.negatives) * area
            positiveSquares += above * above
            negativeSquares += below * below
            products += above * below
        }
        func corrected(_ sum: Double, _ count: Int) -> Double {
            sum * Double(count) / Double(count - 1)
        }
        let (p, n) = (Double(positives), Double(negatives))
        variance = max(
            0,
            corrected(positiveSquares, positiveClusters) / (p * p)
                + corrected(negativeSquares, negativeClusters) / (n * n)
                + 2 * corrected(products, clusters.count) / (p * n)
        )
    }
}
