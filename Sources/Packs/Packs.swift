import Bench

/// Packs, rosters and mappings on disk, into values that have been checked.
public enum Packs {
    /// Reads a pack: a folder with a `pack.yaml` in it, or that file.
    ///
    /// Templates are rendered here, so what comes back is what will be sent, letter for letter.
    public static func pack(at path: String) throws(PackError) -> Pack {
        let isFile = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
        let slash = path.hasSuffix("/") ? "" : "/"
        return try PackFile(isFile ? path : path + slash + "pack.yaml").pack()
    }

    /// Reads how a table of outcomes that were recorded elsewhere is to be understood.
    public static func mapping(at path: String) throws(PackError) -> Mapping {
        try Mapping(path)
    }

    /// Reads an overlay: ways of asking the arms of any pack once more.
    public static func overlay(at path: String) throws(PackError) -> Overlay {
        try OverlayFile(path).overlay()
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
