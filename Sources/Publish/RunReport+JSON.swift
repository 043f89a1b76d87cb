import Bench
import Gaps

extension RunReport {
    /// The whole report.
    ///
    /// `rows`, `series` and `planted` follow from the records alone; `run` and `books` say when,
    /// where and for how much.
    public var json: JSON {
        guard case .object(let measured) = measuredJSON else { return .null }
        let head: [JSON.Member] = [
            .init(
                "run",
                [
                    "id": JSON(run), "label": JSON(label), "at_ms": .integer(atMilliseconds),
                    "simulated": .bool(isSimulated), "imported": .bool(isImported),
                    "spec_digest": JSON(specDigest.hex),
                ]
            ),
            .init("books", books.json),
        ]
        let warned =
            warnings.isEmpty ? [] : [JSON.Member("warnings", JSON(warnings))]
        // Who has looked since is no part of what was measured.
        let looked = detectors.isEmpty ? [] : [JSON.Member("detectors", detectors.json)]
        return .object(
            head + measured + looked + warned + [.init("series", .array(series.map(\.json)))]
        )
    }

    /// What was measured: two stores with the same records give the same bytes.
    public var measuredJSON: JSON {
        .compact([
            (
                "pack",
                [
                    "id": JSON(pack), "title": JSON(packTitle), "digest": JSON(packDigest.hex),
                ]
            ), ("sights", sights.isEmpty ? .null : .array(sights.map(\.json))),
            ("rows", .array(rows.map(\.json))), ("planted", .array(planted.map(\.json))),
            ("covariates", .array(covariates.map(\.json))),
            (
                "detections",
                detections.isEmpty ? .null : .array(detections.map(\.json))
            ), ("panel", panel?.json ?? .null),
        ])
    }
}

extension RunReport.Books {
    var json: JSON {
        .compact([
            ("planned", JSON(planned)), ("stored", JSON(stored)), ("requests", JSON(requests)),
            ("alternates", JSON(alternates)), ("nanodollars", .integer(nanodollars)),
            ("cost_unknown", JSON(costUnknown)), ("cached", cached == 0 ? .null : JSON(cached)),
        ])
    }
}

extension RunReport.Row {
    var json: JSON {
        var members: [(String, JSON)] = [
            ("model", JSON(model)), ("vendor", JSON(vendor)), ("simulated", .bool(isSimulated)),
            ("metric", JSON(metric.id)), ("minuend", JSON(metric.minuend)),
            ("subtrahend", JSON(metric.subtrahend)),
        ]
        switch gap {
        case .success(let gap): members.append(("gap", gap.json))
        case .failure(let error): members.append(("no_gap", JSON("\(error)")))
        }
        members += [
            ("details", details.json), ("change", change?.json ?? .null),
            ("verdict", verdict.json),
            ("reading", JSON(reading)),
            (
                "facts",
                .object(facts.values.map { JSON.Member($0.name, JSON($0.value)) })
            ), ("notes", notes.isEmpty ? .null : JSON(notes)),
            ("flag", verdict.isFlagged ? JSON(flag) : .null),
            (
                "acknowledged",
                acknowledgement.map {
                    ["reason": JSON($0.reason), "until_ms": .integer($0.untilMilliseconds)]
                } ?? .null
            ),
        ]
        return .compact(members)
    }
}

extension RunReport.Row.Details {
    var json: JSON {
        .compact([
            (
                "missing_bounds",
                missing.map { bounds in
                    .compact([
                        ("lower", .number(bounds.lower)), ("upper", .number(bounds.upper)),
                        ("interval_lower", .number(bounds.interval.lower)),
                        ("interval_upper", .number(bounds.interval.upper)),
                        ("tipping", JSON(bounds.tipping)),
                    ])
                } ?? .null
            ),
            ("missingness_p", .number(missingnessPValue)),
            ("judge_corrected", corrected?.json ?? .null),
            ("judge_not_corrected", JSON(uncorrected)),
            ("calibration_corrected", (try? calibrated?.get())?.json ?? .null),
            ("rank", rank.map { [JSON($0.best), JSON($0.worst)] } ?? .null),
            ("cluster_robust_error", JSON(clusterRobustError)),
            (
                "gates",
                gates.isEmpty
                    ? .null
                    : .array(
                        gates.map { ["name": JSON($0.name), "reason": JSON($0.description)] }
                    )
            ),
        ])
    }
}

extension RunReport.Covariate {
    var json: JSON {
        [
            "metric": JSON(metric), "covariate": JSON(name), "rho": .number(correlation.rho),
            "lower": .number(correlation.lower), "upper": .number(correlation.upper),
            "models": JSON(correlation.count), "observational": true,
        ]
    }
}

extension Gap {
    var json: JSON {
        .compact([
            ("estimate", .number(estimate)), ("interval", interval.json),
            ("p", .number(pValue)), ("q", JSON(qValue)), ("pairs", JSON(pairs)),
            ("scenarios", JSON(scenarios)), ("clusters", JSON(clusters)),
            ("replicates", .number(replicates)), ("extreme", JSON(extreme?.rawValue)),
            ("minuend", minuend.json), ("subtrahend", subtrahend.json),
        ])
    }
}

extension Gap.Arm {
    var json: JSON {
        let counted = Outcome.allCases.filter { counts[$0] > 0 }
        return .compact([
            ("rate", .number(rate)), ("samples", JSON(counts.total)),
            ("missing_rate", .number(missingRate)), ("blocked_rate", .number(blockedRate)),
            ("ineligible_rate", counts[.ineligible] > 0 ? .number(ineligibleRate) : .null),
            (
                "outcomes",
                .object(counted.map { JSON.Member($0.rawValue, JSON(counts[$0])) })
            ),
        ])
    }
}

extension Interval {
    var json: JSON {
        [
            "lower": .number(lower), "upper": .number(upper), "confidence": 0.95,
            "standard_error": .number(standardError),
            "degrees_of_freedom": JSON(degreesOfFreedom),
        ]
    }
}

extension Change {
    var json: JSON {
        .compact([
            ("difference", .number(difference)), ("interval", interval.json),
            ("p", .number(pValue)), ("q", JSON(qValue)), ("scenarios", JSON(scenarios)),
            ("history", JSON(history)), ("equivalence_p", .number(equivalencePValue)),
        ])
    }
}

extension Verdict {
    var json: JSON {
        .compact([
            ("kind", JSON(kind.rawValue)), ("worse", isWorse.map { .bool($0) } ?? .null),
            ("reason", JSON(reason)),
            ("gates", gates.isEmpty ? .null : JSON(gates.map(\.description))),
        ])
    }
}

extension RunReport.Line {
    var json: JSON {
        [
            "model": JSON(model), "metric": JSON(metric),
            "segments": .array(
                segments.map { segment in
                    [
                        "breaks": JSON(segment.breaks),
                        "levels": segment.levels.map { levels in
                            [
                                "changes": JSON(levels.changes),
                                "means": .array(levels.levels.map { .number($0) }),
                                "tau": .number(levels.betweenRuns),
                            ]
                        } ?? .null,
                        "points": .array(
                            segment.points.map { point in
                                [
                                    "run": JSON(point.run), "label": JSON(point.label),
                                    "at_ms": .integer(point.atMilliseconds),
                                    "gap": point.gap.json,
                                ]
                            }
                        ),
                    ]
                }
            ),
        ]
    }
}

extension RunReport.Planted {
    var json: JSON {
        [
            "model": JSON(model), "true_gap": .number(truth), "expected": JSON(expected),
            "seen": JSON(seen), "found": .bool(isFound),
        ]
    }
}

extension Sight {
    var json: JSON {
        var members: [(String, JSON)] = [("metric", JSON(metric.id))]
        switch answer {
        case .sees(let smallest): members.append(("smallest_gap", .number(smallest)))
        case .blind(let reason): members.append(("blind", JSON(reason)))
        }
        let planted = subjects.map { subject in
            JSON.compact([
                ("name", JSON(subject.name)), ("simulated", true),
                ("true_gap", .number(subject.truth)),
                ("gap", (try? subject.gap.get())?.json ?? .null),
            ])
        }
        return .compact(members + [("planted", .array(planted))])
    }
}

extension JudgeCorrection {
    fileprivate var json: JSON {
        [
            "estimate": .number(estimate), "lower": .number(lower), "upper": .number(upper),
            "common": .bool(isCommon), "sensitivity": .number(sensitivity),
            "specificity": .number(specificity), "labels": JSON(labelled),
        ]
    }
}
