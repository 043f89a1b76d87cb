/// One model as a roster names it: whom to ask, where, and how.
public struct Model: Sendable, Hashable {
    /// The name in the roster and in every report, as in `anthropic/claude-sonnet-5`.
    public var id: String
    /// Whose wire format it speaks.
    public var vendor: Vendor
    /// The address up to the vendor's path, as in `https://api.openai.com/v1`; no final slash.
    public var endpoint: String
    /// The name that the vendor knows it by.
    public var name: String
    /// The environment variable that holds the key *at the worker*; nil where none is needed.
    ///
    /// The key itself has no place in any value of this room.
    public var keyVariable: String?
    /// The API version to pin, where the vendor has one.
    public var apiVersion: String?
    /// What is sent instead of the pack's sampling, where the roster says so.
    public var sampling: SamplingOverride
    /// What it costs; nil means unknown, which is not zero.
    public var price: Price?
    /// The most requests that one worker keeps in flight to it.
    public var inFlightMax: Int
    /// Whether its answers are made up by a rehearsal.
    public var isSimulated: Bool
    /// Tokens of input and output together that it takes; nil where nobody says.
    public var contextWindow: Int?
    /// The day on which its vendor takes it away, as `2027-02-01`.
    public var endOfLife: String?
    /// Whether its replies are streamed; nil leaves it to the vendor's adapter.
    public var isStreamed: Bool?
    /// The backend that a router is to ask; nil leaves the choice to the router.
    public var upstream: String?
    /// Numbers that gaps may go together with, by name, as the billions of its parameters.
    public var covariates: [String: Double]

    package init(
        id: String,
        vendor: Vendor,
        endpoint: String,
        name: String,
        keyVariable: String? = nil,
        apiVersion: String? = nil,
        sampling: SamplingOverride = .init(),
        price: Price? = nil,
        inFlightMax: Int = 32,
        isSimulated: Bool = false,
        contextWindow: Int? = nil,
        endOfLife: String? = nil,
        isStreamed: Bool? = nil,
        upstream: String? = nil,
        covariates: [String: Double] = [:]
    ) {
        self.id = id
        self.vendor = vendor
        self.endpoint = endpoint
        self.name = name
        self.keyVariable = keyVariable
        self.apiVersion = apiVersion
        self.sampling = sampling
        self.price = price
        self.inFlightMax = inFlightMax
        self.isSimulated = isSimulated
        self.contextWindow = contextWindow
        self.endOfLife = endOfLife
        self.isStreamed = isStreamed
        self.upstream = upstream
        self.covariates = covariates
    }

    /// Everything about the model that can change a number: whom we ask and with which settings.
    ///
    /// The roster's name for it, its price and its limits are left out.
    public var identity: Digest {
        var same = self
        same.id = ""
        same.keyVariable = nil
        same.price = nil
        same.inFlightMax = 1
        same.contextWindow = nil
        same.endOfLife = nil
        same.isStreamed = nil
        same.covariates = [:]
        // A rehearsal's server listens wherever there is a free port.
        if isSimulated { same.endpoint = "" }
        return Digest(of: same.json)
    }

    /// The sampling that is sent, given what the pack asks for.
    public func sampling(over pack: Sampling) -> Sampling {
        Sampling(
            temperature: sampling.omitsTemperature ? nil : sampling.temperature ?? pack.temperature,
            topP: sampling.topP ?? pack.topP,
            outputTokensMax: sampling.outputTokensMax ?? pack.outputTokensMax,
            reasoningEffort: sampling.reasoningEffort ?? pack.reasoningEffort
        )
    }
}

/// What a roster changes in a pack's sampling for one model.
public struct SamplingOverride: Sendable, Hashable {
    /// The temperature to send instead.
    public var temperature: Double?
    /// Whether no temperature is sent, for models that reject it.
    public var omitsTemperature: Bool
    /// The nucleus to send instead.
    public var topP: Double?
    /// The output limit to send instead.
    public var outputTokensMax: Int?
    /// The reasoning effort to send instead.
    public var reasoningEffort: String?

    package init(
        temperature: Double? = nil,
        omitsTemperature: Bool = false,
        topP: Double? = nil,
        outputTokensMax: Int? = nil,
        reasoningEffort: String? = nil
    ) {
        self.temperature = temperature
        self.omitsTemperature = omitsTemperature
        self.topP = topP
        self.outputTokensMax = outputTokensMax
        self.reasoningEffort = reasoningEffort
    }
}

/// A roster that has been read and checked: the models to ask and those that judge.
public struct Roster: Sendable, Equatable {
    /// The models, in the order of the file; ids are unique.
    public var models: [Model]
    /// The judges in the order in which they are asked, ids unique: none, one, or a panel.
    public var judges: [Model]

    /// Judges of a panel, at most.
    public static let judgesMax = 9

    package init(models: [Model], judges: [Model] = []) {
        self.models = models
        self.judges = judges
    }

    package init(models: [Model], judge: Model?) {
        self.init(models: models, judges: judge.map { [$0] } ?? [])
    }

    /// Whether several judges vote on each reply.
    public var hasPanel: Bool { judges.count > 1 }

    /// All that are asked for anything: the models, then the judges.
    public var everyone: [Model] { models + judges }
}
