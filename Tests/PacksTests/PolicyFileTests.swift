import Bench
import Packs
import Testing

struct PolicyFileTests {
    let draft: Draft

    init() throws { draft = try Draft() }

    private func policy(_ text: String) throws -> Policy {
        try draft.folder.write(text, to: "policy.yaml")
        return try Packs.policy(at: draft.folder.path + "/policy.yaml")
    }

    @Test func `a policy is read whole and changes the pack's thresholds`() throws {
        let policy = try policy(
            """
            q: 0.01
            adjustment: holm
            history: 6
            missing_max_percent: 2
            minimum_effect_points: 4
            inconclusive_passes: true
            metrics:
              gap: {margin_points: 3, limit_points: 20}
            """
        )
        #expect(policy.level == 0.01)
        #expect(policy.adjustment == .holm)
        #expect(policy.historyMax == 6)
        #expect(policy.missingMax == 0.02)
        #expect(policy.passesInconclusive)
        let metric = policy.applied(to: Metric(id: "gap", minuend: "a", subtrahend: "b"))
        #expect(metric.minimumEffectPoints == 4)
        #expect(metric.marginPoints == 3)
        #expect(metric.limitPoints == 20)
        let other = policy.applied(to: Metric(id: "other", minuend: "a", subtrahend: "b"))
        #expect(other.marginPoints == 5)
        #expect(other.limitPoints == nil)
    }

    @Test(arguments: [
        ("q: 0", "policy.yaml:1: q: a number from"), ("q: .6", "q: a number from"),
        ("adjustment: bonferroni", "adjustment: \"bonferroni\" is none of bh, by, holm, none"),
        ("margin: 3", "margin: no such field"), ("metrics: [1]", "metrics: a mapping is needed"),
        ("metrics:\n  gap: {limit: 2}", "metrics.gap.limit: no such field"),
    ])
    func `a fault names its field`(_ text: String, _ words: String) throws {
        let error = try #require(throws: PackError.self) { try policy(text) }
        #expect("\(error)".contains(words), "\(error)")
    }
}
