import Bench
import Foundation

/// The outcomes of a table that was recorded elsewhere, counted by model, scenario and arm.
public struct OutcomeTable: Sendable, Equatable {
    /// The models' ids, ascending.
    public private(set) var models: [String] = []
    /// The scenarios' ids with their clusters, ascending by id.
    public private(set) var scenarios: [Pack.Scenario] = []
    /// The arms' ids as the mapping has them, ascending.
    public private(set) var arms: [String] = []
    /// The counts of each cell that has any, by model, scenario and arm.
    public private(set) var cells: [Cell] = []
    /// The samples that have a score, in the order of the file; empty where the mapping names none.
    public private(set) var scored: [Scored] = []
    /// All samples.
    public private(set) var samples = 0

    /// How the samples of one scenario in one arm of one model came out.
    public struct Cell: Sendable, Equatable {
        /// The model, by its place in `models`.
        public var model: Int
        /// The scenario, by its place in `scenarios`.
        public var scenario: Int
        /// The arm, by its place in `arms`.
        public var arm: Int
        /// Samples by `Outcome.code`.
        public var counts: [Int]
    }

    /// One sample with its score.
    public struct Scored: Sendable, Equatable {
        /// The model, by its place in `models`.
        public var model: Int
        /// The scenario, by its place in `scenarios`.
        public var scenario: Int
        /// The arm, by its place in `arms`.
        public var arm: Int
        /// What came of it.
        public var outcome: Outcome
        /// Its score; nil where the table has none for it.
        public var score: Double?
    }

    /// Reads a table: JSON Lines where its name says so, otherwise CSV.
    ///
    /// JSON Lines are read in pieces by several threads, so memory does not grow with the file.
    public init(file: String, mapping: Mapping) async throws {
        let isLines = file.hasSuffix(".jsonl") || file.hasSuffix(".ndjson")
        let books =
            isLines
            ? try await LineReader(file: file, mapping: mapping).books()
            : [try Self.csv(file, mapping)]
        try self.init(books, arms: mapping.armIDs, file: file)
    }

    private static func csv(_ file: String, _ mapping: Mapping) throws -> OutcomeBook {
        let table = try CSVTable(file: file)
        var book = OutcomeBook()
        for row in table.rows {
            let values = Dictionary(zip(table.columns, row.cells)) { first, _ in first }
            book.add(try mapping.row(values, file: file, line: row.line))
        }
        return book
    }

    /// Brings the books of several pieces together.
    init(_ books: [OutcomeBook], arms: [String], file: String) throws(PackError) {
        var clusters: [String: String] = [:]
        for book in books {
            var found = Array(zip(book.scenarios.names, book.clusters))
            if let conflict = book.conflict { found.append(conflict) }
            for (scenario, cluster) in found {
                if let known = clusters[scenario], known != cluster {
                    let two = [known, cluster].sorted()
                    throw PackError(
                        file: file,
                        field: "cluster",
                        fault: "the scenario \"\(scenario)\" is in two clusters, \"\(two[0])\" and "
                            + "\"\(two[1])\""
                    )
                }
                clusters[scenario] = cluster
            }
        }
        models = Self.sorted(books.flatMap(\.models.names))
        self.arms = arms
        scenarios = Self.sorted(Array(clusters.keys)).map {
            Pack.Scenario(id: $0, cluster: clusters[$0])
        }
        let places = (
            Self.places(models), Self.places(scenarios.map(\.id)), Self.places(arms)
        )
        var counts: [Int: [Int]] = [:]
        let none = Array(repeating: 0, count: Outcome.allCases.count)
        func key(_ model: Int, _ scenario: Int, _ arm: Int) -> Int {
            (model * scenarios.count + scenario) * arms.count + arm
        }
        for book in books {
            let own = (
                book.models.names.map { places.0[$0] ?? 0 },
                book.scenarios.names.map { places.1[$0] ?? 0 },
                book.arms.names.map { places.2[$0] ?? 0 }
            )
            for (packed, samples) in book.counts {
                let cell = OutcomeBook.Packed(packed)
                let place = key(own.0[cell.model], own.1[cell.scenario], own.2[cell.arm])
                counts[place, default: none][cell.outcome] += samples
                self.samples += samples
            }
            scored += book.scored.map { item in
                Scored(
                    model: own.0[item.model],
                    scenario: own.1[item.scenario],
                    arm: own.2[item.arm],
                    outcome: item.outcome,
                    score: item.score
                )
            }
        }
        cells.reserveCapacity(counts.count)
        for place in counts.keys.sorted() {
            let (rest, arm) = place.quotientAndRemainder(dividingBy: arms.count)
            let (model, scenario) = rest.quotientAndRemainder(dividingBy: scenarios.count)
            cells.append(
                Cell(model: model, scenario: scenario, arm: arm, counts: counts[place] ?? none)
            )
        }
    }

    private static func sorted(_ names: [String]) -> [String] {
        Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func places(_ names: [String]) -> [String: Int] {
        Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    }
}

/// The outcomes of one piece of a table.
struct OutcomeBook: Sendable {
    var models = Names()
    var scenarios = Names()
    var clusters: [String] = []
    /// A scenario that came with a second cluster, and that cluster.
    var conflict: (scenario: String, cluster: String)?
    var arms = Names()
    /// Samples by packed cell and outcome.
    var counts: [UInt64: Int] = [:]
    var scored: [OutcomeTable.Scored] = []

    /// Names with the numbers that they have in this book.
    struct Names: Sendable {
        private(set) var names: [String] = []
        private var numbers: [String: Int] = [:]

        mutating func number(of name: String) -> Int {
            if let known = numbers[name] { return known }
            numbers[name] = names.count
            names.append(name)
            return names.count - 1
        }
    }

    /// A cell and an outcome in one word: 20 bits of model, 28 of scenario, 8 of arm, 8 of outcome.
    struct Packed {
        var model: Int
        var scenario: Int
        var arm: Int
        var outcome: Int

        init(model: Int, scenario: Int, arm: Int, outcome: Int) {
            self.model = model
            self.scenario = scenario
            self.arm = arm
            self.outcome = outcome
        }

        init(_ word: UInt64) {
            model = Int(word >> 44)
            scenario = Int(word >> 16 & 0xfff_ffff)
            arm = Int(word >> 8 & 0xff)
            outcome = Int(word & 0xff)
        }

        var word: UInt64 {
            UInt64(model) << 44 | UInt64(scenario) << 16 | UInt64(arm) << 8 | UInt64(outcome)
        }
    }

    /// Counts one row and says which numbers its parts have.
    @discardableResult
    mutating func add(_ row: Mapping.Row) -> Packed {
        let known = scenarios.names.count
        let packed = Packed(
            model: models.number(of: row.model),
            scenario: scenarios.number(of: row.scenario),
            arm: arms.number(of: row.arm),
            outcome: row.outcome.code
        )
        if scenarios.names.count > known {
            clusters.append(row.cluster)
        } else if clusters[packed.scenario] != row.cluster, conflict == nil {
            conflict = (row.scenario, row.cluster)
        }
        counts[packed.word, default: 0] += 1
        if row.hasScore {
            scored.append(
                OutcomeTable.Scored(
                    model: packed.model,
                    scenario: packed.scenario,
                    arm: packed.arm,
                    outcome: row.outcome,
                    score: row.score
                )
            )
        }
        return packed
    }
}
