import Bench

/// How far a coordinator is, for people and for `gapwatch status`.
public struct StatusReport: Sendable, Equatable {
    /// The runs, oldest first.
    public var runs: [RunStatus]
    /// The workers that are connected.
    public var workers: [WorkerStatus]

    package init(runs: [RunStatus] = [], workers: [WorkerStatus] = []) {
        self.runs = runs
        self.workers = workers
    }

    /// How far a run is.
    public struct RunStatus: Sendable, Equatable {
        /// The run.
        public var run: RunID
        /// Its label; may be empty.
        public var label: String
        /// Samples in the plan.
        public var planned: Int
        /// Samples with a record.
        public var stored: Int
        /// Of these, samples that the vendor never answered.
        public var failed: Int
        /// Shards under a lease.
        public var leased: Int
        /// Shards that were given up after too many attempts.
        public var quarantined: Int
        /// Requests beyond the first of each sample.
        public var retries: Int
        /// Replies that were bought again.
        public var alternates: Int
        /// The cost so far in billionths of a dollar, where known.
        public var nanodollars: Int64
        /// Records whose cost is not known.
        public var costUnknown: Int
        /// Whether nothing is left to do.
        public var isDone: Bool
        /// Models that no connected worker can ask, and why; empty while any worker can.
        public var stalled: [Stall]
        /// Whether everything that is left waits for such a model.
        public var isStalled: Bool

        package init(
            run: RunID,
            label: String,
            planned: Int,
            stored: Int,
            failed: Int = 0,
            leased: Int = 0,
            quarantined: Int = 0,
            retries: Int = 0,
            alternates: Int = 0,
            nanodollars: Int64 = 0,
            costUnknown: Int = 0,
            isDone: Bool = false,
            stalled: [Stall] = [],
            isStalled: Bool = false
        ) {
            self.run = run
            self.label = label
            self.planned = planned
            self.stored = stored
            self.failed = failed
            self.leased = leased
            self.quarantined = quarantined
            self.retries = retries
            self.alternates = alternates
            self.nanodollars = nanodollars
            self.costUnknown = costUnknown
            self.isDone = isDone
            self.stalled = stalled
            self.isStalled = isStalled
        }
    }

    /// A model that nobody here can ask.
    public struct Stall: Sendable, Equatable {
        /// The model's id.
        public var model: String
        /// What the last worker said about it.
        public var reason: String

        package init(model: String, reason: String) {
            self.model = model
            self.reason = reason
        }
    }

    /// A connected worker.
    public struct WorkerStatus: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Leases that it holds.
        public var leases: Int
        /// Records that it delivered on this connection.
        public var delivered: Int

        package init(name: String, leases: Int, delivered: Int) {
            self.name = name
            self.leases = leases
            self.delivered = delivered
        }
    }
}

extension StatusReport {
    /// The report as the wire and `--json` carry it.
    public var json: JSON {
        ["runs": .array(runs.map(\.json)), "workers": .array(workers.map(\.json))]
    }

    /// Reads what `json` wrote.
    public init(json: JSON) throws(FieldError) {
        var runs: [RunStatus] = []
        for run in try json.list("runs") { runs.append(try RunStatus(json: run)) }
        var workers: [WorkerStatus] = []
        for worker in try json.list("workers") {
            workers.append(
                WorkerStatus(
                    name: try worker.text("name"),
                    leases: try worker.whole("leases"),
                    delivered: try worker.whole("delivered")
                )
            )
        }
        self.init(runs: runs, workers: workers)
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
            "is_stalled": .bool(isStalled),
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
            isStalled: json["is_stalled"]?.bool ?? false
        )
    }
}

extension StatusReport.WorkerStatus {
    var json: JSON {
        ["name": JSON(name), "leases": JSON(leases), "delivered": JSON(delivered)]
    }
}
