import Bench

/// What a careful reviewer would say of a pack: where, how grave, and why.
public struct Remark: Sendable, Hashable, CustomStringConvertible {
    /// How grave it is.
    public var level: Level
    /// Which check found it.
    public var rule: Rule
    /// The file, as the user named it.
    public var file: String
    /// The line, from 1; nil where it is of the whole file.
    public var line: Int?
    /// The way to the field, as in `arms[0].vars.cue`; empty where there is none.
    public var field: String
    /// What is the matter and what to do, as one sentence.
    public var words: String

    package init(
        _ level: Level,
        _ rule: Rule,
        file: String,
        line: Int? = nil,
        field: String = "",
        _ words: String
    ) {
        self.level = level
        self.rule = rule
        self.file = file
        self.line = line
        self.field = field
        self.words = words
    }

    /// How grave something is.
    public enum Level: String, Sendable, CaseIterable {
        /// Numbers of this pack could not be believed.
        case error
        /// A reviewer should look at it, and may find it right.
        case warning
    }

    /// What is checked.
    public enum Rule: String, Sendable, CaseIterable {
        case allowed
        case arms
        case armLength = "arm-length"
        case balance
        case calibration
        case canary
        case cueInJudge = "cue-in-judge"
        case cueInScenario = "cue-in-scenario"
        case cueInTemplate = "cue-in-template"
        case duplicate
        case key
        case length
        case loading
        case readme
        case scorer
        case size
    }

    /// «pack.yaml:12: warning: arms[0].vars.cue: … (arm-length)».
    public var description: String { "\(place): \(level.rawValue): \(sentence)" }

    /// «pack.yaml:12».
    package var place: String { line.map { "\(file):\($0)" } ?? file }

    /// «arms[0].vars.cue: … (arm-length)».
    package var sentence: String {
        (field.isEmpty ? "" : "\(field): ") + "\(words) (\(rule.rawValue))"
    }

    /// The remark as `pack lint --json` lists it.
    public var json: JSON {
        .compact([
            ("level", JSON(level.rawValue)), ("rule", JSON(rule.rawValue)), ("file", JSON(file)),
            ("line", JSON(line)), ("field", field.isEmpty ? .null : JSON(field)),
            ("words", JSON(words)),
        ])
    }
}
