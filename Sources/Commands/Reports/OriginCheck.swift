import Audit
import Bench
import Publish
import Store

/// Holds the replies of a rescored run against those of the run that asked for them.
struct OriginCheck {
    private let origin: RunID
    private var same = 0

    /// Notes every reply that is not the first run's; nil for a run that asked for its own.
    init?(of run: RunID, in store: Store, _ audit: inout Audit) throws {
        guard let origin = try store.origin(of: run) else { return nil }
        self.origin = origin
        var replies: [[Int]: Digest] = [:]
        try store.forEachRecord(of: origin) { row in
            replies[Self.place(row.sample)] = Self.reply(row)
        }
        var differing: [Int] = []
        try store.forEachRecord(of: run) { row in
            guard let reply = Self.reply(row) else { return }
            if replies[Self.place(row.sample)] == reply {
                same += 1
            } else {
                differing.append(row.sample.index)
            }
        }
        for sample in differing {
            audit.note(fault: "sample \(sample): its reply is not the one of \(origin)")
        }
    }

    private static func place(_ sample: Sample) -> [Int] {
        [sample.model, sample.scenario, sample.arm, sample.replicate]
    }

    private static func reply(_ row: RecordRow) -> Digest? {
        guard let text = row.json,
            let record = try? Record(json: JSON(parsing: Array(text.utf8), rules: .file)),
            let reply = record.reply
        else { return nil }
        return Digest(of: reply.json)
    }

    /// For people.
    var text: String {
        "  scored anew: \(Figures.count(same)) replies are those of \(origin), letter for letter. "
            + "Whether those were asked for as planned, the audit of \(origin) says; no worker "
            + "signed these scores"
    }

    /// For programs.
    var json: JSON { ["origin": JSON(origin.name), "replies": JSON(same)] }
}
