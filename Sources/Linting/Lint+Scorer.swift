import Bench

extension PackSource {
    /// A scorer that cannot tell the two behaviours apart.
    var scorerRemarks: [Remark] {
        switch pack.scorer {
        case .rules: []
        case .judge(let judge): labelRemarks(judge.labels)
        }
    }

    private func labelRemarks(_ labels: [Scorer.Label]) -> [Remark] {
        [Outcome.complied, .refused].compactMap { outcome in
            guard !labels.contains(where: { $0.outcome == outcome }) else { return nil }
            return Remark(
                .error,
                .scorer,
                file: file,
                line: judge?.line,
                field: "scorer.labels",
                "no word of the judge means \(outcome.rawValue), so the scorer cannot tell the two "
                    + "behaviours apart"
            )
        }
    }
}
