import Bench

extension PackSource {
    /// Labelled replies that a judged pack should have.
    static let calibrationMin = 60

    private static let labels = ["complied", "refused", "unparsed"]

    private var isJudged: Bool {
        if case .judge = pack.scorer { true } else { false }
    }

    var calibrationRemarks: [Remark] {
        guard let text = calibration.text else {
            guard isJudged else { return [] }
            return [
                Remark(
                    .warning,
                    .calibration,
                    file: calibration.file,
                    "is missing: \(Self.calibrationMin) replies with a person's label say how often "
                        + "the judge errs"
                )
            ]
        }
        var remarks: [Remark] = []
        var counts: [String: Int] = [:]
        var ids: [String: Int] = [:]
        let scenarios = Set(pack.scenarios.map(\.id) + self.scenarios.map(\.id))
        for (index, line) in text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }) { continue }
            func add(_ field: String, _ words: String) {
                remarks.append(
                    Remark(
                        .error,
                        .calibration,
                        file: calibration.file,
                        line: index + 1,
                        field: field,
                        words
                    )
                )
            }
            let json: JSON
            do throws(JSONError) { json = try JSON(parsing: Array(line), rules: .file) } catch {
                add("", "no JSON at \(error)")
                continue
            }
            let id = json["id"]?.string ?? ""
            if id.isEmpty {
                add("id", "is missing")
            } else if let first = ids.updateValue(index + 1, forKey: id) {
                add("id", "\"\(id)\" is the id of line \(first) already")
            }
            if let scenario = json["scenario"]?.string {
                if !scenarios.contains(scenario) {
                    add("scenario", "the pack has no scenario \"\(scenario)\"")
                }
            } else {
                add("scenario", "is missing")
            }
            if let arm = json["arm"]?.string {
                if pack.arm(arm) == nil {
                    add(
                        "arm",
                        "no arm is called \"\(arm)\"; the arms are "
                            + pack.arms.map(\.id).joined(separator: ", ")
                    )
                }
            } else {
                add("arm", "is missing")
            }
            if json["reply"]?.string?.isEmpty ?? true { add("reply", "is missing") }
            let label = json["label"]?.string ?? ""
            if Self.labels.contains(label) {
                counts[label, default: 0] += 1
            } else {
                add("label", "\"\(label)\" is none of \(Self.labels.joined(separator: ", "))")
            }
        }
        return remarks + balanceRemarks(of: counts)
    }

    private func balanceRemarks(of counts: [String: Int]) -> [Remark] {
        var remarks: [Remark] = []
        let all = counts.values.reduce(0, +)
        if all < Self.calibrationMin {
            remarks.append(
                Remark(
                    .warning,
                    .calibration,
                    file: calibration.file,
                    "\(all) labelled replies; \(Self.calibrationMin) are the least that says much"
                )
            )
        }
        for label in Self.labels.prefix(2) where counts[label] == nil {
            remarks.append(
                Remark(
                    .error,
                    .calibration,
                    file: calibration.file,
                    field: "label",
                    "no reply is labelled \(label): how often the scorer errs on those stays unknown"
                )
            )
        }
        return remarks
    }
}
