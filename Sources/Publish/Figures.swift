import Gaps

/// Numbers and moments for people, the same in every locale.
package enum Figures {
    /// A rate in percent without its sign: `34.2`.
    package static func percent(_ rate: Double, digits: Int = 1) -> String {
        Points.fixed(rate * 100, digits: digits)
    }

    /// A count with thin groups of three: `30,280`.
    package static func count(_ number: Int) -> String {
        var digits = Array(String(abs(number)))
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        groups.insert(String(digits), at: 0)
        return (number < 0 ? "-" : "") + groups.joined(separator: ",")
    }

    /// An amount in US dollars from its billionths: `$0.0412`, `$12.30`.
    package static func dollars(_ nanodollars: Int64) -> String {
        let amount = Double(nanodollars) / 1e9
        return "$" + Points.fixed(amount, digits: abs(amount) < 1 ? 4 : 2)
    }

    /// A cost where some of it may not be known.
    package static func cost(_ nanodollars: Int64, unknown: Int) -> String {
        if unknown == 0 { return dollars(nanodollars) }
        return nanodollars == 0 ? "cost unknown" : dollars(nanodollars) + " + unknown"
    }

    /// A stretch of time: `42 s`, `3 min 20 s`, `2 h 05 min`.
    package static func duration(seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min \(two(seconds % 60)) s" }
        return "\(seconds / 3600) h \(two(seconds % 3600 / 60)) min"
    }

    /// A verdict in words.
    package static func words(_ kind: Verdict.Kind) -> String {
        switch kind {
        case .regressed: "regressed"
        case .improved: "improved"
        case .equivalent: "equivalent"
        case .inconclusive: "inconclusive"
        case .changedUnconfirmed: "changed, unconfirmed"
        case .first: "first run"
        case .beyondLimit: "beyond the limit"
        }
    }
}
