import Bench

/// One line of the journal of batches, by which a worker that starts again knows what is bought.
public enum BatchEntry: Sendable, Hashable {
    /// These requests are about to be handed in.
    case intent(Intent)
    /// The vendor has taken them, and calls the batch so.
    case taken(mark: String, id: String)
    /// Nothing will come of the batch: its requests may be handed in again.
    case over(mark: String, why: String)

    /// Requests that are handed in as one batch.
    public struct Intent: Sendable, Hashable {
        /// What the batch is found by, at the vendor too where it carries marks.
        public var mark: String
        /// The run.
        public var run: RunID
        /// The model's id, for people.
        public var model: String
        /// Which batch it is for these samples, from 1.
        public var round: Int
        /// The names of the requests.
        public var customIDs: [String]
        /// When, in milliseconds since 1970.
        public var atMilliseconds: Int64
        /// The parameters that its requests leave out, since the model rejects them.
        public var leftOut: [String] = []
    }

    /// The line, without its end.
    public var json: JSON {
        switch self {
        case .intent(let intent):
            .compact([
                ("intent", JSON(intent.mark)), ("run", JSON(intent.run.name)),
                ("model", JSON(intent.model)), ("round", JSON(intent.round)),
                ("at", .integer(intent.atMilliseconds)), ("requests", JSON(intent.customIDs)),
                ("leftOut", intent.leftOut.isEmpty ? .null : JSON(intent.leftOut)),
            ])
        case .taken(let mark, let id): ["taken": JSON(mark), "id": JSON(id)]
        case .over(let mark, let why): ["over": JSON(mark), "why": JSON(why)]
        }
    }

    /// Nil where the line is none of these.
    public init?(json: JSON) {
        if let mark = json["intent"]?.string {
            guard let name = json["run"]?.string, !name.isEmpty,
                let model = json["model"]?.string, let round = json["round"]?.integer,
                let at = json["at"]?.integer, let list = json["requests"]?.array
            else { return nil }
            self = .intent(
                Intent(
                    mark: mark,
                    run: RunID(name),
                    model: model,
                    round: round,
                    customIDs: list.compactMap(\.string),
                    atMilliseconds: Int64(at),
                    leftOut: json["leftOut"]?.array?.compactMap(\.string) ?? []
                )
            )
        } else if let mark = json["taken"]?.string, let id = json["id"]?.string {
            self = .taken(mark: mark, id: id)
        } else if let mark = json["over"]?.string {
            self = .over(mark: mark, why: json["why"]?.string ?? "")
        } else {
            return nil
        }
    }

    /// A whole line of a journal that is none of its entries.
    public struct Unreadable: Error, Equatable {
        /// Its number, from 1.
        public var line: Int

        package init(line: Int) { self.line = line }
    }

    /// The entries of a journal, and the bytes that they take up: a last line without an end is torn,
    /// and was never acted upon.
    ///
    /// Whatever else cannot be read may name a batch that was paid for, so nothing is left out.
    public static func read(
        _ bytes: [UInt8]
    ) throws(Unreadable) -> (entries: [BatchEntry], bytes: Int) {
        var entries: [BatchEntry] = []
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            guard let json = try? JSON(parsing: bytes[start..<end], rules: .wire),
                let entry = BatchEntry(json: json)
            else { throw Unreadable(line: entries.count + 1) }
            entries.append(entry)
            start = end + 1
        }
        return (entries, start)
    }
}
