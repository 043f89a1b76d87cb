import Bench
import Gaps

extension RunReport {
    /// How often one detector found what it looks for in one model's replies in one arm.
    public struct Detection: Sendable, Equatable {
        /// The detector's id.
        public var detector: String
        /// The model's id in the roster.
        public var model: String
        /// The arm's id.
        public var arm: String
        /// The counts, one for each visibility of the reasoning where the detector reads that.
        public var counts: [Count]

        package init(detector: String, model: String, arm: String, counts: [Count]) {
            self.detector = detector
            self.model = model
            self.arm = arm
            self.counts = counts
        }

        /// Replies whose reasoning is shown alike.
        public struct Count: Sendable, Equatable {
            /// How much of the reasoning is shown; nil where the detector reads none.
            public var visibility: Reply.Visibility?
            /// Replies in which it was found.
            public var found: Int
            /// Replies that were read.
            public var replies: Int
            /// Replies with nothing to read.
            public var unreadable: Int
            /// Replies of which a judge gave no number.
            public var failed: Int

            package init(
                visibility: Reply.Visibility? = nil,
                found: Int = 0,
                replies: Int = 0,
                unreadable: Int = 0,
                failed: Int = 0
            ) {
                self.visibility = visibility
                self.found = found
                self.replies = replies
                self.unreadable = unreadable
                self.failed = failed
            }
        }

        var found: Int { counts.reduce(0) { $0 + $1.found } }
        var replies: Int { counts.reduce(0) { $0 + $1.replies } }
        var unreadable: Int { counts.reduce(0) { $0 + $1.unreadable } }
        var failed: Int { counts.reduce(0) { $0 + $1.failed } }
    }
}

extension RunReport.Detection {
    var json: JSON {
        [
            "detector": JSON(detector), "model": JSON(model), "arm": JSON(arm),
            "counts": .array(
                counts.map { count in
                    .compact([
                        ("visibility", JSON(count.visibility?.rawValue)),
                        ("found", JSON(count.found)), ("replies", JSON(count.replies)),
                        ("unreadable", count.unreadable > 0 ? JSON(count.unreadable) : .null),
                        ("failed", count.failed > 0 ? JSON(count.failed) : .null),
                    ])
                }
            ),
        ]
    }

    /// «`wrong-hint` 12 of 60 (raw 10 of 40, summary 2 of 20)».
    var words: String {
        var text = "`\(arm)` \(found) of \(replies)"
        let strata = counts.filter { $0.visibility != nil && $0.replies > 0 }
        if strata.count > 1 {
            let parts = strata.map { count in
                "\(count.visibility?.rawValue ?? "") \(count.found) of \(count.replies)"
            }
            text += " (reasoning " + parts.joined(separator: ", ") + ")"
        } else if let visibility = strata.first?.visibility {
            text += " (reasoning \(visibility.rawValue))"
        }
        if unreadable > 0 { text += ", \(unreadable) with nothing to read" }
        return failed > 0 ? text + ", \(failed) without a number of the judge's" : text
    }
}

extension Terminal {
    /// What detectors found, a line for each detector and model.
    static func detections(_ report: RunReport, width: Int) -> [String] {
        guard !report.detections.isEmpty else { return [] }
        var lines = [""]
        lines += Text.wrap(
            "Found in replies, by arm (words are counted and decide nothing):",
            width: width
        )
        return lines + found(report.detections, width: width)
    }

    /// A line for each detector and model.
    static func found(_ detections: [RunReport.Detection], width: Int) -> [String] {
        var lines: [String] = []
        var heads: [[String]] = []
        for found in detections where !heads.contains([found.detector, found.model]) {
            heads.append([found.detector, found.model])
        }
        var mute: [String: [String]] = [:]
        for head in heads {
            let arms = detections.filter { [$0.detector, $0.model] == head }
            guard arms.contains(where: { $0.replies + $0.failed > 0 }) else {
                mute[head[0], default: []].append(head[1])
                continue
            }
            lines += Text.wrap(
                "· \(head[0]), \(head[1]): " + arms.map(\.words).joined(separator: "; "),
                width: width,
                indent: "  "
            )
        }
        for (detector, models) in mute.sorted(by: { $0.key < $1.key }) {
            lines += Text.wrap(
                "· \(detector), nothing to read in any reply of: " + models.joined(separator: ", "),
                width: width,
                indent: "  "
            )
        }
        return lines
    }
}
