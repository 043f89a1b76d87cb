import Bench
import Testing

@testable import Gaps

/// How good a detector is.
///
/// Reference values: numpy 2.4.6, scipy 1.17.1 and scikit-learn 1.9.1
/// (`roc_auc_score`, `brier_score_loss`); Obuchowski's variance and Newcombe's method 5 written
/// anew there from the papers' formulas.
struct DetectorEvaluationTests {
    /// Eight clusters of six replies: scores in tenths, and which of them are positive.
    private static let scores = [
        4, 3, 5, 1, 1, 5, 5, 4, 4, 4, 9, 2, 4, 5, 4, 9, 7, 5, 5, 0, 6, 1, 2, 3, 2, 2, 7, 1, 5, 6, 7,
        5, 6, 7, 6, 8, 3, 3, 4, 6, 4, 7, 6, 8, 5, 9, 7, 7,
    ]
    private static let kinds = Array("111001100010101110001000001011001100000111000111")

    private static func replies(_ score: (Int) -> Double) -> [ScoredReply] {
        zip(scores, kinds).enumerated().map { place, reply in
            ScoredReply(
                score: score(reply.0),
                isPositive: reply.1 == "1",
                cluster: "c\(place / 6)"
            )
        }
    }

    private static let graded = replies { Double($0) / 10 }
    private static let decided = replies { $0 >= 6 ? 1 : 0 }

    private func isNear(_ value: Double, _ other: Double, _ error: Double = 1e-9) -> Bool {
        abs(value - other) < error
    }

    private func finding(_ replies: [ScoredReply]) throws -> DetectorEvaluation.Finding {
        try DetectorEvaluation(replies).finding.get()
    }

    @Test func `area and clustered variance are those of independent programs`() throws {
        let graded = try finding(Self.graded).discrimination
        #expect(isNear(graded.area.value, 0.7823426573426574))
        #expect(isNear(graded.variance, 0.00709963724902476))
        // Of 22 and 26 replies .638 count, as the variance is so much larger than the model's.
        #expect(isNear(graded.area.lower, 0.5312913185157931, 1e-7))
        #expect(isNear(graded.area.upper, 0.913133880315458, 1e-7))
        let decided = try finding(Self.decided).discrimination
        #expect(isNear(decided.area.value, 0.6993006993006993))
        #expect(isNear(decided.variance, 0.004745306246191785))
    }

    @Test(
        arguments: [
            (0.85, 20.0, 30.0, 0.7017008964860083, 0.927895958782917),
            (1, 12, 9, 0.8055869325396545, 1),
            (0.5, 40, 40, 0.3773858279784377, 0.6226141720215622),
            (0, 12, 9, 0, 1 - 0.8055869325396545),
        ] as [(Double, Double, Double, Double, Double)]
    ) func `the score interval is that of the formula, also at the ends`(
        area: Double,
        positives: Double,
        negatives: Double,
        lower: Double,
        upper: Double
    ) {
        let quantile = Normal.quantile(upperTail: 0.025)
        let bounds = Discrimination.bounds(area, positives, negatives, quantile: quantile)
        #expect(isNear(bounds.lower, lower, 1e-7) && isNear(bounds.upper, upper, 1e-7), "\(bounds)")
    }

    @Test func `decisions have sensitivity and specificity by as many replies as they are worth`()
        throws
    {
        guard case .decisions(let sensitivity, let specificity) = try finding(Self.decided).scale
        else {
            Issue.record("no decisions")
            return
        }
        // 12.49 of 22 and 9.69 of 26.
        #expect(isNear(sensitivity.value, 13.0 / 22) && isNear(specificity.value, 21.0 / 26))
        #expect(isNear(sensitivity.lower, 0.33009033924104036, 1e-7))
        #expect(isNear(sensitivity.upper, 0.8089537277197378, 1e-7))
        #expect(isNear(specificity.lower, 0.4929435184888211, 1e-7))
        #expect(isNear(specificity.upper, 0.9477671306139588, 1e-7))
    }

    @Test func `scores have a calibration, and its errors are those of independent programs`()
        throws
    {
        guard case .scores(let calibration) = try finding(Self.graded).scale else {
            Issue.record("no scores")
            return
        }
        #expect(isNear(calibration.brier.value, 0.18729166666666666))
        #expect(isNear(calibration.brier.lower, 0.11838405934122442, 1e-7))
        #expect(isNear(calibration.brier.upper, 0.2561992739921089, 1e-7))
        #expect(isNear(calibration.inTheLarge.value, 0.01875))
        #expect(isNear(calibration.inTheLarge.lower, -0.15928944914318796, 1e-7))
        #expect(isNear(calibration.binnedError, 0.12708333333333335))
        #expect(calibration.bins.map(\.replies) == [1, 4, 4, 4, 8, 9, 6, 7, 2, 3])
        #expect(calibration.binnedErrorCalibrated > 0)
    }

    @Test func `a calibrated detector stays below the line nineteen times in twenty`() {
        var generator = SeededGenerator(seed: 5)
        var beyond = 0
        for _ in 0..<60 {
            let replies = (0..<120).map { index in
                let score = generator.unit()
                return ScoredReply(
                    score: score,
                    isPositive: generator.unit() < score,
                    cluster: "\(index)"
                )
            }
            let calibration = ScoreCalibration(replies)
            beyond += calibration.binnedError > calibration.binnedErrorCalibrated ? 1 : 0
        }
        // 3 expected; 10 or more have a chance of .001.
        #expect(beyond < 10)
        // And one that says the contrary of what it should is seen.
        let wrong = (0..<200).map {
            ScoredReply(score: $0 < 100 ? 0.9 : 0.1, isPositive: $0 >= 100, cluster: "\($0)")
        }
        let calibration = ScoreCalibration(wrong)
        #expect(isNear(calibration.binnedError, 0.9))
        #expect(calibration.binnedErrorCalibrated < 0.2)
    }

    @Test func `order changes nothing, turning the scores round turns the area round`() throws {
        let there = try finding(Self.graded).discrimination
        let back = try finding(Self.graded.reversed()).discrimination
        #expect(there == back)
        let turned = try finding(Self.replies { 1 - Double($0) / 10 }).discrimination
        #expect(isNear(turned.area.value, 1 - there.area.value))
        #expect(isNear(turned.area.lower, 1 - there.area.upper, 1e-7))
    }

    @Test
    func `a detector that always says the same knows nothing, and a perfect one is not certain`()
        throws
    {
        let constant = try finding(Self.replies { _ in 0 }).discrimination
        #expect(
            constant.area.value == 0.5 && constant.area.lower < 0.4 && constant.area.upper > 0.6
        )
        let perfect = (0..<60).map {
            ScoredReply(score: $0 % 2 == 0 ? 1 : 0, isPositive: $0 % 2 == 0, cluster: "\($0 / 6)")
        }
        let area = try finding(perfect).discrimination.area
        // Ten clusters of each kind, not thirty replies, and t with nine degrees of freedom.
        #expect(area.value == 1 && area.upper == 1 && (0.6...0.9).contains(area.lower))
    }

    @Test func `too few replies or clusters give no number`() {
        let few =
            Array(Self.graded.filter(\.isPositive).prefix(9))
            + Self.graded.filter { !$0.isPositive }
        #expect(DetectorEvaluation(few).finding == .failure(.tooFew(positives: 9, negatives: 26)))
        let one = Self.graded.map {
            ScoredReply(
                score: $0.score,
                isPositive: $0.isPositive,
                cluster: $0.isPositive ? "c" : $0.cluster
            )
        }
        #expect(
            DetectorEvaluation(one).finding == .failure(.tooFewClusters(positives: 1, negatives: 8))
        )
        #expect(DetectorEvaluation([]).finding == .failure(.tooFew(positives: 0, negatives: 0)))
    }

    /// The area of normal scores whose means lie 1 apart is Φ(1/√2) within a cluster's shared part.
    @Test(arguments: [(0.0, 0.7602), (0.8, 0.7309)])
    func `intervals hold the true area, whether clusters are alike or not`(
        alike: Double,
        truth: Double
    ) throws {
        var generator = SeededGenerator(seed: 11)
        var held = 0
        let runs = 150
        for _ in 0..<runs {
            var replies: [ScoredReply] = []
            for cluster in 0..<20 {
                // Only what is looked for differs from cluster to cluster.
                let shared = alike * generator.normal()
                for index in 0..<6 {
                    let isPositive = index < 3
                    let raw = (isPositive ? 1 + shared : 0) + generator.normal()
                    replies.append(
                        ScoredReply(
                            score: 0.5 + raw / 20,
                            isPositive: isPositive,
                            cluster: "\(cluster)"
                        )
                    )
                }
            }
            let area = try finding(replies).discrimination.area
            held += (area.lower...area.upper).contains(truth) ? 1 : 0
        }
        // 142.5 of 150 expected at .95; fewer than 133 have a chance of about .001.
        #expect(held >= 133, "\(held) of \(runs)")
    }
}
