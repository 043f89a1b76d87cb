import Bench

extension PackSource {
    /// The remarks without the warnings that the author means so; errors are never left out.
    ///
    /// An allowance without a warning is a warning itself: it would hide the next one.
    func heeded(_ remarks: [Remark]) -> [Remark] {
        let allowed = Set(allowances.map(\.rule))
        let idle = allowances.filter { allowance in
            !remarks.contains { $0.rule == allowance.rule && $0.level == .warning }
        }
        return remarks.filter { $0.level == .error || !allowed.contains($0.rule) }
            + idle.map { allowance in
                Remark(
                    .warning,
                    .allowed,
                    file: file,
                    line: allowance.reason.line,
                    field: allowance.reason.field,
                    "there is no warning of the rule \(allowance.rule.rawValue) to allow: take it away"
                )
            }
    }
}
