/// Planted subjects: simulated models with a known truth that go through a run's whole pipeline
/// beside its models, to show what that pipeline could have seen.
public enum Planted {
    /// Where a roster says that they are.
    ///
    /// The name is reserved and no name server knows it (RFC 6761): every worker answers for it
    /// itself. It is the same in every run and on every machine, so that specifications, digests
    /// and series do not hang on a port.
    public static let endpoint = "http://planted.localhost"
    /// The host of that address.
    public static let authority = "planted.localhost"
    /// What the ids of planted subjects begin with.
    public static let prefix = "planted/"
}

extension Model {
    /// Whether the worker that asks the model also answers for it.
    public var isPlanted: Bool {
        isSimulated && keyVariable == nil
            && (endpoint == Planted.endpoint || endpoint.hasPrefix(Planted.endpoint + "/"))
    }
}

extension Roster {
    /// The same roster without its planted subjects.
    package var withoutPlanted: Roster {
        Roster(models: models.filter { !$0.isPlanted }, judges: judges)
    }
}
