import Cluster

extension StatusReport {
    /// The report in the text format of Prometheus, version 0.0.4.
    func metrics(leaderEpoch: Int) -> String {
        var text = MetricsText()
        text.add("gapwatch_leader_epoch", .gauge, "How often the store was taken over.") {
            [("", leaderEpoch)]
        }
        text.add("gapwatch_workers", .gauge, "Workers that are connected.") {
            [("", workersConnected)]
        }
        func runs(
            _ name: String,
            _ kind: MetricsText.Kind,
            _ help: String,
            _ value: (RunStatus) -> Int
        ) {
            text.add(name, kind, help) {
                self.runs.map { (MetricsText.labels([("run", $0.run.name)]), value($0)) }
            }
        }
        runs("gapwatch_samples_planned", .gauge, "Samples of the plan.") { $0.planned }
        runs("gapwatch_samples_stored", .gauge, "Samples with a record.") { $0.stored }
        runs("gapwatch_samples_failed", .gauge, "Samples that were never answered.") { $0.failed }
        runs("gapwatch_shards_leased", .gauge, "Shards under a lease.") { $0.leased }
        runs("gapwatch_shards_quarantined", .gauge, "Shards that were given up.") {
            $0.quarantined
        }
        runs("gapwatch_shards_shadowed", .gauge, "Shards that two workers work on.") { $0.shadows }
        runs("gapwatch_retries_total", .counter, "Requests that were made again.") { $0.retries }
        runs("gapwatch_replies_bought_twice_total", .counter, "Replies that are no record.") {
            $0.alternates
        }
        runs("gapwatch_nanodollars_total", .counter, "Cost of the records, where known.") {
            Int($0.nanodollars)
        }
        func accounts(_ name: String, _ help: String, _ value: (AccountStatus) -> Int?) {
            text.add(name, .gauge, help) {
                self.accounts.compactMap { account in
                    value(account).map {
                        (MetricsText.labels([("account", account.account)]), $0)
                    }
                }
            }
        }
        accounts("gapwatch_account_in_flight", "Requests in flight.") { $0.inFlight }
        accounts("gapwatch_account_in_flight_cap", "Requests that may be in flight.") {
            $0.inFlightCap
        }
        accounts("gapwatch_account_nanodollars", "Money used or allotted.") {
            Int($0.nanodollars)
        }
        accounts("gapwatch_account_stopped", "Whether the account is not used at all.") {
            $0.stopped == nil ? 0 : 1
        }
        return text.text
    }
}

/// Metric families, one after the other.
struct MetricsText {
    enum Kind: String { case gauge, counter }
    private(set) var text = ""

    mutating func add(
        _ name: String,
        _ kind: Kind,
        _ help: String,
        _ samples: () -> [(labels: String, value: Int)]
    ) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        for sample in samples() { text += "\(name)\(sample.labels) \(sample.value)\n" }
    }

    /// Labels with their values escaped.
    static func labels(_ pairs: [(String, String)]) -> String {
        let inside = pairs.map { name, value in
            var escaped = ""
            for character in value {
                switch character {
                case "\\": escaped += "\\\\"
                case "\"": escaped += "\\\""
                case "\n": escaped += "\\n"
                default: escaped.append(character)
                }
            }
            return "\(name)=\"\(escaped)\""
        }
        return "{" + inside.joined(separator: ",") + "}"
    }
}
