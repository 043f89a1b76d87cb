/// Numbers for people, the same in every locale.
package enum Points {
    /// A number with so many digits behind the point, halves away from 0, never «-0.0».
    package static func fixed(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return "–" }
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        guard abs(value) < 9e15 / Double(scale) else { return "\(value)" }
        let scaled = Int((value * Double(scale)).rounded())
        let sign = scaled < 0 ? "-" : ""
        let whole = abs(scaled) / scale
        guard digits > 0 else { return "\(sign)\(whole)" }
        let rest = String(abs(scaled) % scale)
        return "\(sign)\(whole)." + String(repeating: "0", count: digits - rest.count) + rest
    }

    /// A difference of rates in percentage points with its sign: `+34.2`.
    package static func signed(_ rate: Double) -> String {
        let text = fixed(rate * 100, digits: 1)
        return text.hasPrefix("-") || text == "0.0" ? text : "+" + text
    }

    /// A p- or q-value: `.0123`, `< .0001`, `1`.
    package static func probability(_ value: Double) -> String {
        if value < 0.0001 { return "< .0001" }
        let text = fixed(value, digits: value < 0.1 ? 4 : 2)
        return text.hasPrefix("0.") ? String(text.dropFirst()) : "1"
    }

    /// A probability after its letter: `q = .0123`, `q < .0001`.
    package static func named(_ name: String, _ value: Double) -> String {
        let text = probability(value)
        return text.hasPrefix("<") ? "\(name) \(text)" : "\(name) = \(text)"
    }

    /// A count with its noun: `1 run`, `2 runs`.
    package static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
