import Bench

extension PackSource {
    /// Labelled replies that a judged pack should have.
    static let calibrationMin = 60

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
        var counts: [Outcome: Int] = [:]
        for line in CalibrationLines.read(text.utf8, for: pack) {
            switch line.item {
            case .success(let item): counts[item.label, default: 0] += 1
            case .failure(let fault):
                remarks.append(
                    Remark(
                        .error,
                        .calibration,
                        file: calibration.file,
                        line: line.line,
                        field: fault.path,
                        fault.fault
                    )
                )
            }
        }
        return remarks + balanceRemarks(of: counts)
    }

    private func balanceRemarks(of counts: [Outcome: Int]) -> [Remark] {
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
        for label in [Outcome.complied, .refused] where counts[label] == nil {
            remarks.append(
                Remark(
                    .error,
                    .calibration,
                    file: calibration.file,
                    field: "label",
                    "no reply is labelled \(label.rawValue): how often the scorer errs on those stays unknown"
                )
            )
        }
        return remarks
    }
}
