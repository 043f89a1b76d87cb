import Bench
import Linting

extension PackFile {
    /// The rules of `pack lint` whose warnings the author means so, each with its reason.
    ///
    /// They are for readers of the file alone: no run knows of them, and no digest covers them.
    static func allowances(of top: Field) throws(PackError) -> [PackSource.Allowance] {
        guard let field = top.optional("lint") else { return [] }
        try field.allow(["allow"])
        var allowances: [PackSource.Allowance] = []
        let known = Remark.Rule.allCases.filter { ![.allowed, .loading].contains($0) }
        let names = known.map(\.rawValue)
        for (name, value) in try field.needed("allow").entries(countMax: names.count) {
            guard let rule = known.first(where: { $0.rawValue == name }) else {
                let near = Spelling.nearest(to: name, in: names)
                throw value.error(
                    "there is no rule \"\(name)\"" + (near.map { "; is it `\($0)`?" } ?? "")
                )
            }
            let reason = PackSource.Passage(
                field: value.path,
                line: value.line,
                text: try value.text()
            )
            allowances.append(.init(rule: rule, reason: reason))
        }
        return allowances
    }
}
