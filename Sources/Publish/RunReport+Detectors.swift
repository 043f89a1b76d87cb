import Bench
import Gaps

extension RunReport {
    /// What detectors that have looked at a run's stored replies say, and how good they are.
    public struct Detectors: Sendable, Equatable {
        /// How well each finds what is planted, by what was hidden from it.
        public var evaluations: [Evaluation]
        /// What each found in the replies of models that are not planted, with nothing hidden.
        public var counts: [Detection]
        /// Why there is no planted truth; nil where there is.
        public var unplanted: String?

        package init(
            evaluations: [Evaluation] = [],
            counts: [Detection] = [],
            unplanted: String? = nil
        ) {
            self.evaluations = evaluations
            self.counts = counts
            self.unplanted = unplanted
        }

        /// Whether no detector has looked.
        package var isEmpty: Bool { evaluations.isEmpty && counts.isEmpty }

        /// One detector under one mask, held against what is planted.
        public struct Evaluation: Sendable, Equatable {
            /// The detector's name.
            public var detector: String
            /// Its version; 0 for imported scores.
            public var version: Int
            /// What it looks for; nil for any mode.
            public var mode: FailureMode?
            /// Where its scores come from: `rule`, `judge` or `import`.
            public var kind: String
            /// The file, and the model of a judge.
            public var source: String
            /// Whether a simulated judge gave the scores.
            public var isSimulated: Bool
            /// What was hidden from it.
            public var mask: Detector.Mask
            /// The overlay's variant under which was asked, `none` for the pack's own arms; nil for
            /// all arms together.
            public var level: String?
            /// How good it is; nil where nothing is planted.
            public var found: DetectorEvaluation?
            /// Replies with nothing to read.
            public var unreadable: Int
            /// Replies of which a judge gave no number.
            public var failed: Int

            package init(
                detector: String,
                version: Int,
                mode: FailureMode?,
                kind: String,
                source: String,
                isSimulated: Bool,
                mask: Detector.Mask,
                level: String? = nil,
                found: DetectorEvaluation?,
                unreadable: Int,
                failed: Int
            ) {
                self.detector = detector
                self.version = version
                self.mode = mode
                self.kind = kind
                self.source = source
                self.isSimulated = isSimulated
                self.mask = mask
                self.level = level
                self.found = found
                self.unreadable = unreadable
                self.failed = failed
            }
        }
    }
}

// MARK: - JSON

extension RunReport.Detectors {
    /// The whole of it.
    package var json: JSON {
        .compact([
            ("evaluated_on", evaluations.isEmpty ? .null : "planted subjects (simulated)"),
            ("not_evaluated", JSON(unplanted)),
            ("evaluations", .array(evaluations.map(\.json))),
            ("counts", .array(counts.map(\.json))),
        ])
    }
}

extension RunReport.Detectors.Evaluation {
    var json: JSON {
        var members: [(String, JSON)] = [
            ("detector", JSON(detector)), ("version", version > 0 ? JSON(version) : .null),
            ("mode", JSON(mode?.rawValue ?? "any")), ("kind", JSON(kind)), ("source", JSON(source)),
            ("simulated_judge", isSimulated ? true : .null), ("mask", JSON(mask.rawValue)),
            ("overlay", JSON(level)), ("unreadable", JSON(unreadable)),
            ("failed", failed > 0 ? JSON(failed) : .null),
            ("positives", JSON(found?.positives)), ("negatives", JSON(found?.negatives)),
        ]
        switch found?.finding {
        case .success(let finding)?:
            members.append(("auroc", finding.discrimination.area.json))
            members += finding.scale.members
        case .failure(let why)?: members.append(("not_evaluated", JSON("\(why)")))
        case nil: break
        }
        return .compact(members)
    }
}

extension DetectorEvaluation.Scale {
    fileprivate var members: [(String, JSON)] {
        switch self {
        case .decisions(let sensitivity, let specificity):
            return [("sensitivity", sensitivity.json), ("specificity", specificity.json)]
        case .scores(let calibration):
            let bins = calibration.bins.map { bin -> JSON in
                [
                    "from": JSON(bin.from), "replies": JSON(bin.replies),
                    "score": JSON(bin.score), "share": bin.share.json,
                ]
            }
            return [
                ("brier", calibration.brier.json),
                ("calibration_in_the_large", calibration.inTheLarge.json),
                ("calibration_error", JSON(calibration.binnedError)),
                ("calibration_error_if_calibrated", JSON(calibration.binnedErrorCalibrated)),
                ("bins", .array(bins)),
            ]
        }
    }
}

extension Ranged {
    var json: JSON { ["value": JSON(value), "interval": [JSON(lower), JSON(upper)]] }
}
