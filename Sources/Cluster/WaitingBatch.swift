import Bench

/// A batch that is with its vendor, as the worker that polls it tells.
public struct WaitingBatch: Sendable, Hashable {
    /// The run whose samples are in it.
    public var run: RunID
    /// The model's id.
    public var model: String
    /// The vendor's name.
    public var vendor: String
    /// The vendor's id of the batch; empty while it has none.
    public var batch: String
    /// The requests in it.
    public var requests: Int
    /// When it was handed in, in milliseconds since 1970 by the worker's clock.
    public var sinceMilliseconds: Int64

    /// Batches that a worker tells of at once.
    public static let countMax = 64

    package init(
        run: RunID,
        model: String,
        vendor: String,
        batch: String,
        requests: Int,
        sinceMilliseconds: Int64
    ) {
        self.run = run
        self.model = model
        self.vendor = vendor
        self.batch = batch
        self.requests = requests
        self.sinceMilliseconds = sinceMilliseconds
    }

    /// One line for people.
    public var words: String {
        let name = batch.isEmpty ? "a batch that has no id yet" : "batch \(batch)"
        return "\(requests) requests of \(model) in \(name) at \(vendor) since "
            + Instant.text(milliseconds: sinceMilliseconds)
    }
}

extension WaitingBatch {
    var json: JSON {
        [
            "run": JSON(run.name), "model": Message.cut(model), "vendor": Message.cut(vendor),
            "batch": Message.cut(batch), "requests": JSON(requests),
            "since": .integer(sinceMilliseconds),
        ]
    }

    static func list(_ items: [JSON]) throws(FieldError) -> [WaitingBatch] {
        guard items.count <= countMax else {
            throw FieldError("batches", "has \(items.count) entries; \(countMax) are the most")
        }
        var batches: [WaitingBatch] = []
        for item in items {
            batches.append(
                WaitingBatch(
                    run: try item.runID("run"),
                    model: try item.text("model"),
                    vendor: try item.text("vendor"),
                    batch: try item.text("batch"),
                    requests: try item.whole("requests"),
                    sinceMilliseconds: Int64(try item.whole("since"))
                )
            )
        }
        return batches
    }
}
