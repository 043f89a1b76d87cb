import Bench

extension StatusReport {
    /// The report as the wire and `--json` carry it.
    public var json: JSON {
        [
            "runs": .array(runs.map(\.json)), "workers": .array(workers.map(\.json)),
            "workers_connected": JSON(workersConnected),
            "accounts": .array(accounts.map(\.json)),
        ]
    }

    /// Reads what `json` wrote.
    public init(json: JSON) throws(FieldError) {
        var runs: [RunStatus] = []
        for run in try json.list("runs") { runs.append(try RunStatus(json: run)) }
        var workers: [WorkerStatus] = []
        for worker in try json.list("workers") { workers.append(try WorkerStatus(json: worker)) }
        var accounts: [AccountStatus] = []
        for account in try json.list("accounts") {
            accounts.append(try AccountStatus(json: account))
        }
        self.init(
            runs: runs,
            workers: workers,
            workersConnected: try json.whole("workers_connected"),
            accounts: accounts
        )
    }
}

extension StatusReport.RunStatus {
    var json: JSON {
        [
            "run": JSON(run.name), "label": JSON(label), "planned": JSON(planned),
            "stored": JSON(stored), "failed": JSON(failed), "leased": JSON(leased),
            "quarantined": JSON(quarantined), "retries": JSON(retries),
            "alternates": JSON(alternates), "nanodollars": .integer(nanodollars),
            "cost_unknown": JSON(costUnknown), "done": .bool(isDone),
            "stalled": .array(
                stalled.map { ["model": JSON($0.model), "reason": JSON($0.reason)] }
            ),
            "is_stalled": .bool(isStalled), "state": JSON(state.rawValue),
            "priority": JSON(priority), "shadows": JSON(shadows),
            "waits": .array(waits.map { JSON($0) }),
        ]
    }

    init(json: JSON) throws(FieldError) {
        var stalled: [StatusReport.Stall] = []
        for stall in try json.list("stalled") {
            stalled.append(
                StatusReport.Stall(
                    model: try stall.text("model"),
                    reason: try stall.text("reason")
                )
            )
        }
        self.init(
            run: try json.runID("run"),
            label: try json.text("label"),
            planned: try json.whole("planned"),
            stored: try json.whole("stored"),
            failed: try json.whole("failed"),
            leased: try json.whole("leased"),
            quarantined: try json.whole("quarantined"),
            retries: try json.whole("retries"),
            alternates: try json.whole("alternates"),
            nanodollars: Int64(try json.whole("nanodollars")),
            costUnknown: try json.whole("cost_unknown"),
            isDone: json["done"]?.bool ?? false,
            stalled: stalled,
            isStalled: json["is_stalled"]?.bool ?? false,
            state: try json.choice("state", of: StoredRun.State.self),
            priority: try json.whole("priority", in: Submission.priorities),
            shadows: try json.whole("shadows"),
            waits: try json.texts("waits", bytesMax: 1_000, countMax: 1_000)
        )
    }
}

extension StatusReport.WorkerStatus {
    var json: JSON {
        [
            "name": JSON(name), "leases": JSON(leases), "delivered": JSON(delivered),
            "slots": JSON(slots), "software": JSON(software),
            "silent_ms": JSON(silentMilliseconds), "draining": .bool(isDraining),
        ]
    }

    init(json: JSON) throws(FieldError) {
        self.init(
            name: try json.text("name"),
            leases: try json.whole("leases"),
            delivered: try json.whole("delivered"),
            slots: try json.whole("slots"),
            software: try json.text("software"),
            silentMilliseconds: try json.whole("silent_ms"),
            isDraining: json["draining"]?.bool ?? false
        )
    }
}

extension StatusReport.AccountStatus {
    var json: JSON {
        .compact([
            ("account", JSON(account)), ("in_flight", JSON(inFlight)),
            ("in_flight_cap", inFlightCap.map { JSON($0) } ?? .null),
            ("requests_per_minute", requestsPerMinute.map { JSON($0) } ?? .null),
            ("tokens_per_minute", tokensPerMinute.map { JSON($0) } ?? .null),
            ("nanodollars", .integer(nanodollars)),
            ("nanodollars_max", nanodollarsMax.map { .integer($0) } ?? .null),
            ("pause_ms", JSON(pauseMilliseconds)), ("stopped", stopped.map { JSON($0) } ?? .null),
        ])
    }

    init(json: JSON) throws(FieldError) {
        func whole(_ key: String) throws(FieldError) -> Int? {
            json[key] == nil ? nil : try json.whole(key)
        }
        self.init(
            account: try json.text("account"),
            inFlight: try json.whole("in_flight"),
            inFlightCap: try whole("in_flight_cap"),
            requestsPerMinute: try whole("requests_per_minute"),
            tokensPerMinute: try whole("tokens_per_minute"),
            nanodollars: Int64(try json.whole("nanodollars")),
            nanodollarsMax: try whole("nanodollars_max").map { Int64($0) },
            pauseMilliseconds: try json.whole("pause_ms"),
            stopped: json["stopped"] == nil ? nil : try json.text("stopped")
        )
    }
}
