import Bench
import Linting

/// Packs, rosters and mappings on disk, into values that have been checked.
public enum Packs {
    /// Reads a pack: a folder with a `pack.yaml` in it, or that file.
    ///
    /// Templates are rendered here, so what comes back is what will be sent, letter for letter.
    public static func pack(at path: String) throws(PackError) -> Pack {
        try PackFile(file(of: path)).pack()
    }

    /// Reads a pack as `pack(at:)` does, and what its author wrote beside it, to be checked.
    public static func source(at path: String) throws(PackError) -> PackSource {
        try SourceFile(file(of: path), pack: pack(at: path)).source()
    }

    /// Whether a text can be the name of a pack, an arm or a scenario.
    public static func isName(_ text: String) -> Bool { Spelling.isName(text) }

    /// The file of a pack that is named by it or by its folder.
    public static func file(of path: String) -> String {
        if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return path }
        return path + (path.hasSuffix("/") ? "" : "/") + "pack.yaml"
    }

    /// Reads how a table of outcomes that were recorded elsewhere is to be understood.
    public static func mapping(at path: String) throws(PackError) -> Mapping {
        try Mapping(path)
    }

    /// Reads an overlay: ways of asking the arms of any pack once more.
    public static func overlay(at path: String) throws(PackError) -> Overlay {
        try OverlayFile(path).overlay()
    }

    /// Reads a judge: what a judge model is asked of any pack's replies.
    public static func judge(at path: String) throws(PackError) -> Judge {
        try JudgeFile(path).judge()
    }

    /// Reads a detector: what is looked for in the replies of any run.
    public static func detector(at path: String) throws(PackError) -> Detector {
        try DetectorFile(path).detector()
    }

    /// Reads scores that a classifier elsewhere has given a run's samples: all of them, or none.
    public static func scores(at path: String) throws(PackError) -> [ImportedScore] {
        try ScoreTable.read(path)
    }

    /// Reads a pack's labelled replies, against which a scorer is calibrated.
    public static func calibration(
        at path: String,
        for pack: Pack
    ) throws(PackError) -> [CalibrationItem] {
        try CalibrationFile.read(path, pack)
    }

    /// Reads a policy: what a team calls a regression.
    public static func policy(at path: String) throws(PackError) -> Policy {
        try PolicyFile(path).policy()
    }

    /// Reads a budgets file: what the whole fleet may use of each vendor account.
    public static func budgets(at path: String) throws(PackError) -> [AccountLine] {
        try BudgetsFile(path).lines()
    }

    /// Reads a roster: the models to ask, and the judge where one is needed.
    ///
    /// A roster names the variables that hold keys; one with a key in it is refused.
    public static func roster(at path: String) throws(PackError) -> Roster {
        try RosterFile(path).roster()
    }
}
