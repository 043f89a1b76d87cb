import Bench
import Cluster
import Publish

extension StatusReport {
    /// The report for a terminal: runs with what they wait for, accounts, workers.
    func lines(width: Int, rates: [RunID: Double] = [:]) -> [String] {
        var lines = runs.isEmpty ? ["no open runs"] : []
        for run in runs { lines += run.lines(width: width, rate: rates[run.run]) }
        for account in accounts { lines.append(account.line) }
        if workersConnected == 0 { lines.append("no worker is connected") }
        lines += workerLines(countMax: Self.workersShown)
        return lines
    }

    /// Workers that a status shows; `gapwatch workers` shows all.
    static let workersShown = 12

    /// A line a worker, and how many more there are.
    func workerLines(countMax: Int) -> [String] {
        var lines = workers.prefix(countMax).map { worker in
            var line =
                "worker \(worker.name): \(worker.leases) leases, "
                + "\(Figures.count(worker.delivered)) delivered"
            if worker.slots > 0 { line += ", \(worker.slots) slots" }
            if worker.isDraining { line += ", draining" }
            if worker.silentMilliseconds > Self.silenceShown {
                line += ", silent for \(worker.silentMilliseconds / 1000) s"
            }
            return line
        }
        if workersConnected > lines.count {
            lines.append("and \(workersConnected - lines.count) more workers")
        }
        return lines
    }

    /// Milliseconds of silence that are worth a word.
    private static let silenceShown = 7_000
}

extension StatusReport.RunStatus {
    fileprivate func lines(width: Int, rate: Double?) -> [String] {
        var head = label.isEmpty ? "\(run)" : "\(run) (\(label))"
        if priority != 0 { head += ", priority \(priority)" }
        if isDone { head += ", done" } else if state != .open { head += ", \(state.rawValue)" }
        let progress = ProgressLine(
            done: stored,
            planned: planned,
            rate: rate,
            nanodollars: nanodollars,
            costUnknown: costUnknown,
            retries: retries,
            failures: failed
        ).text(width: width - 2)
        var lines = [head, "  " + progress]
        var facts: [String] = []
        if leased > 0 { facts.append("\(leased) shards leased") }
        if shadows > 0 { facts.append("\(shadows) of them by a second worker too") }
        if alternates > 0 { facts.append("\(alternates) replies bought twice") }
        if quarantined > 0 {
            facts.append("\(quarantined) shards given up: gapwatch release \(run) lets them go")
        }
        if !facts.isEmpty { lines.append("  " + facts.joined(separator: ", ")) }
        lines += waits.map { "  waits: " + $0 }
        lines += stalled.map { "  nobody can ask \($0.model): \($0.reason)" }
        return lines
    }
}

extension StatusReport.AccountStatus {
    fileprivate var line: String {
        var parts = ["\(inFlight)\(inFlightCap.map { " of \($0)" } ?? "") in flight"]
        if let requestsPerMinute { parts.append("at most \(requestsPerMinute) requests a minute") }
        if let tokensPerMinute { parts.append("at most \(tokensPerMinute) tokens a minute") }
        if let nanodollarsMax {
            parts.append(
                "\(Figures.dollars(nanodollars)) of \(Figures.dollars(nanodollarsMax)) used or "
                    + "allotted"
            )
        }
        if pauseMilliseconds > 0 {
            parts.append("asks to wait \((pauseMilliseconds + 999) / 1000) s")
        }
        if let stopped { parts.append("stopped: \(stopped)") }
        return "account \(account): " + parts.joined(separator: ", ")
    }
}
