import Gaps

/// How far a run is, in one line.
package struct ProgressLine: Sendable {
    var done: Int
    var planned: Int
    var rate: Double?
    var nanodollars: Int64
    var costUnknown: Int
    var retries: Int
    var failures: Int
    var waits: [String]

    /// `rate` is samples a second; nil while it is not known.
    package init(
        done: Int,
        planned: Int,
        rate: Double?,
        nanodollars: Int64,
        costUnknown: Int,
        retries: Int,
        failures: Int,
        waits: [String] = []
    ) {
        self.done = done
        self.planned = planned
        self.rate = rate
        self.nanodollars = nanodollars
        self.costUnknown = costUnknown
        self.retries = retries
        self.failures = failures
        self.waits = waits
    }

    /// The line, never wider than `width`: what does not fit is left out from the right.
    package func text(width: Int) -> String {
        let share = planned > 0 ? Double(done) / Double(planned) : 1
        var parts = [
            "\(Points.fixed((share * 100).rounded(.down), digits: 0)) %",
            "\(Figures.count(done))/\(Figures.count(planned))",
        ]
        if let rate {
            parts.append("\(Points.fixed(rate, digits: rate < 10 ? 1 : 0))/s")
            if done < planned {
                let left = rate > 0 ? Double(planned - done) / rate : nil
                parts.append(
                    left.map { Figures.duration(seconds: Int($0.rounded(.up))) + " left" } ?? "–"
                )
            }
        }
        parts.append(Figures.cost(nanodollars, unknown: costUnknown))
        if retries > 0 { parts.append("\(Figures.count(retries)) retries") }
        if failures > 0 { parts.append("\(Figures.count(failures)) failed") }
        if let first = waits.first {
            parts.append(waits.count == 1 ? first : "\(first) (and \(waits.count - 1) more)")
        }
        let barWidth = width >= 60 ? 20 : 8
        let filled = Int(share * Double(barWidth))
        var line =
            "▕" + String(repeating: "█", count: filled)
            + String(repeating: "░", count: barWidth - filled) + "▏"
        for part in parts where line.count + part.count + 2 <= width { line += " \(part) " }
        while line.last == " " { line.removeLast() }
        return String(line.prefix(width))
    }
}
