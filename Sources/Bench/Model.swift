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

/// Whose wire format a model speaks.
public enum Vendor: String, Sendable, CaseIterable {
    /// OpenAI Chat Completions and everything compatible with it.
    case openai
    /// Anthropic Messages.
    case anthropic
    /// Google Gemini generateContent.
    case gemini

    /// The vendor's own address.
    public var endpoint: String {
        switch self {
        case .openai: "https://api.openai.com/v1"
        case .anthropic: "https://api.anthropic.com"
        case .gemini: "https://generativelanguage.googleapis.com"
        }
    }

    /// The variable in which people keep the vendor's key.
    public var keyVariable: String {
        switch self {
        case .openai: "OPENAI_API_KEY"
        case .anthropic: "ANTHROPIC_API_KEY"
        case .gemini: "GEMINI_API_KEY"
        }
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

/// What a vendor charges, in US dollars a million tokens.
public struct Price: Sendable, Hashable {
    /// Fresh input.
    public var input: Double
    /// Output, reasoning included.
    public var output: Double
    /// Input read from the vendor's cache; nil is charged as fresh.
    public var cachedInput: Double?
    /// The day on which someone looked it up, as `2026-11-23`.
    public var asOf: String?

    package init(
        input: Double,
        output: Double,
        cachedInput: Double? = nil,
        asOf: String? = nil
    ) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.asOf = asOf
    }

    /// The cost of a reply in billionths of a dollar; nil where the vendor did not say how many
    /// tokens it used: unknown is not zero.
    public func nanodollars(for usage: Usage) -> Int64? {
        guard let fresh = usage.inputFresh, let output = usage.outputTotal else { return nil }
        let cached = Double(usage.cacheRead ?? 0) * (cachedInput ?? input)
        let written = Double(usage.cacheWrite ?? 0) * input
        let total = Double(fresh) * input + cached + written + Double(output) * self.output
        return Int64((total * 1000).rounded())
    }
}

/// A roster that has been read and checked: the models to ask and the model that judges.
public struct Roster: Sendable, Equatable {
    /// The models, in the order of the file; ids are unique.
    public var models: [Model]
    /// The judge, where a pack needs one.
    public var judge: Model?

    package init(models: [Model], judge: Model? = nil) {
        self.models = models
        self.judge = judge
    }
}
