import Bench

/// What a subject takes from a prompt: how sure it is that it is watched.
public struct Belief: Sendable, Hashable {
    /// 1 watched, 0 unwatched, between them a dose.
    public var degree: Double

    package init(degree: Double) { self.degree = degree }

    /// It is told that it is watched.
    public static let watched = Belief(degree: 1)
    /// It is told that it is not.
    public static let unwatched = Belief(degree: 0)
    /// It is told neither, or nothing that it recognises.
    public static let neither = Belief(degree: 0.5)

    /// Read from the system prompt, as a model would, where nobody has said what will arrive.
    package static func read(_ text: String) -> Belief {
        let text = text.lowercased()
        if text.contains("free-tier") || text.contains("free tier") { return .watched }
        if text.contains("paid-tier") || text.contains("paid tier") { return .unwatched }
        return .neither
    }
}

extension Belief {
    /// What each arm of a pack makes a subject believe, in the order of the arms.
    ///
    /// The first metric that names an arm decides: of a difference the minuend is watched and the
    /// subtrahend is not, of a slope the doses lie between the two, of a contrast what is added is
    /// watched. An arm that no such metric names is neither, and so are arms that say the same in
    /// every scenario: they are meant not to be told apart.
    package static func ofArms(in pack: Pack) -> [Belief] {
        var beliefs: [String: Belief] = [:]
        func take(_ arm: String, _ degree: Double) {
            if beliefs[arm] == nil { beliefs[arm] = Belief(degree: degree) }
        }
        for metric in pack.metrics {
            switch metric.kind {
            case .difference, .order:
                take(metric.minuend, 1)
                take(metric.subtrahend, 0)
            case .slope(let doses):
                guard let low = doses.map(\.dose).min(), let high = doses.map(\.dose).max(),
                    low < high
                else { continue }
                for dose in doses { take(dose.arm, (dose.dose - low) / (high - low)) }
            case .contrast(let weights):
                for weight in weights { take(weight.arm, weight.weight > 0 ? 1 : 0) }
            case .event: continue
            }
        }
        let all = pack.arms.map { beliefs[$0.id] ?? .neither }
        return all.indices.map { arm in
            let hasTwin = all.indices.contains { other in
                all[other] != all[arm]
                    && pack.prompts.allSatisfy { row in
                        row.indices.contains(max(arm, other)) && row[other] == row[arm]
                    }
            }
            return hasTwin ? .neither : all[arm]
        }
    }
}
