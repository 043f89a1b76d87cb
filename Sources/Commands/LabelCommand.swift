import ArgumentParser
import Bench
import Packs
import Publish
import Store

/// The command `gapwatch label`.
struct LabelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Draw replies for people to label, and take their labels in.",
        discussion: """
            --draw writes a table with a random choice of a run's replies, without the arm; fill in \
            the column `label` (complied or refused) and give the file to --from. From ten labels of \
            each class on, `gapwatch gaps` shows the gap freed of the scorer's errors.
            """
    )

    @Argument(help: "A run: an id, its beginning, a label, `latest` or `previous`.")
    var run = "latest"

    @Option(help: ArgumentHelp("Draw so many replies.", valueName: "count"))
    var draw: Int?

    @Option(help: "Fixes which are drawn.")
    var seed: UInt64 = 1

    @Option(name: .customLong("to"), help: ArgumentHelp("The table to write.", valueName: "file"))
    var target = "labels.csv"

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("A table whose column `label` has been filled in.", valueName: "file")
    )
    var source: String?

    @Option(help: "Who labelled; the same person's second label of a reply replaces the first.")
    var labeller = "people"

    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard (draw == nil) != (source == nil) else {
            throw ValidationError("give either --draw COUNT or --from FILE")
        }
        if let draw, !(1...100_000).contains(draw) {
            throw ValidationError("--draw must be 1 to 100000")
        }
    }

    func run() async throws {
        if let draw { return try write(draw) }
        if let source { try take(source) }
    }

    private func write(_ count: Int) throws {
        let store = try store.forReading()
        let entry = try store.run(named: run)
        let spec = try store.spec(of: entry.id)
        var generator = SeededGenerator(seed: seed)
        // A reservoir: every reply is as likely, and no more than the drawn ones are kept.
        var drawn: [(sample: Int, scenario: String, text: String)] = []
        var seen = 0
        try store.forEachRecord(of: entry.id) { record in
            guard !spec.roster.models[record.sample.model].isPlanted,
                record.outcome.isClear || record.outcome == .unparsed, let text = record.json,
                let json = try? JSON(parsing: Array(text.utf8), rules: .file),
                let reply = try? Record(json: json).reply
            else { return }
            seen += 1
            let item = (
                record.sample.index, spec.pack.scenarios[record.sample.scenario].id, reply.text
            )
            if drawn.count < count {
                drawn.append(item)
            } else {
                let place = generator.below(seen)
                if place < count { drawn[place] = item }
            }
        }
        guard !drawn.isEmpty else {
            throw CommandError("\(entry.id) has no replies to label")
        }
        let order = generator.permutation(of: drawn.count)
        var lines = ["run,sample,scenario,reply,label"]
        for place in order {
            let item = drawn[place]
            lines.append(
                [entry.id.name, String(item.sample), item.scenario, item.text, ""]
                    .map(Self.cell).joined(separator: ",")
            )
        }
        try Files.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: target)
        Output.print("\(target): \(drawn.count) of \(seen) replies; fill in the column label")
    }

    private static func cell(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }) else {
            return text
        }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    private func take(_ file: String) throws {
        let table = try CSVTable(file: file)
        func column(_ name: String) throws -> Int {
            guard let place = table.columns.firstIndex(of: name) else {
                throw CommandError(
                    "\(file):1: no column `\(name)`; the columns are "
                        + table.columns.joined(separator: ", ")
                )
            }
            return place
        }
        let places = (try column("run"), try column("sample"), try column("label"))
        let notes = try Store.openForNotes(at: store.resolved)
        let entry = try notes.run(named: run)
        let known = Set(try notes.storedSamples(of: entry.id))
        var labels: [HumanLabel] = []
        var empty = 0
        for row in table.rows {
            let word = row.cells[places.2]
            if word.isEmpty {
                empty += 1
                continue
            }
            guard row.cells[places.0] == entry.id.name else {
                throw CommandError(
                    "\(file):\(row.line): run: this row is of \(row.cells[places.0]), not of "
                        + "\(entry.id)"
                )
            }
            guard let sample = Int(row.cells[places.1]), known.contains(sample) else {
                throw CommandError(
                    "\(file):\(row.line): sample: \(entry.id) has no sample "
                        + "\(row.cells[places.1])"
                )
            }
            guard let outcome = Outcome(rawValue: word), outcome.isClear || outcome == .unparsed
            else {
                throw CommandError(
                    "\(file):\(row.line): label: \"\(word)\" is none of complied, refused, unparsed"
                )
            }
            labels.append(HumanLabel(sample: sample, labeller: labeller, outcome: outcome))
        }
        try notes.label(labels, run: entry.id, atMilliseconds: Clocks.wallMilliseconds())
        try notes.close()
        Output.print(
            "\(entry.id): \(labels.count) labels by \(labeller)"
                + (empty > 0 ? ", \(empty) rows without one" : "")
        )
    }
}
