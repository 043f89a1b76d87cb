/// A vendor's answer in one form for all vendors, nothing collapsed.
///
/// Every field is a fact that can make two runs incomparable, so each is kept as it came.
public struct Reply: Sendable, Hashable {
    /// What the model said to the user; empty where it said nothing.
    public var text: String
    /// Why it stopped, in our words.
    public var stop: Stop
    /// Why it stopped, in the vendor's.
    public var stopRaw: String?
    /// That it was refused or filtered, where the vendor says so.
    public var refusal: Refusal?
    /// The model that the vendor says it served.
    public var servedModel: String?
    /// The API version that the request pinned.
    public var apiVersion: String?
    /// The tier that served it.
    public var serviceTier: String?
    /// The backend's fingerprint.
    public var systemFingerprint: String?
    /// Who answered behind a router.
    public var upstreamProvider: String?
    /// The vendor's id of the reply.
    public var responseID: String?
    /// The vendor's id of the request.
    public var requestID: String?
    /// What the model thought, as far as the vendor shows it.
    public var reasoning: [Reasoning]
    /// The tokens that were used.
    public var usage: Usage
    /// Parameters that were asked for and not sent or not obeyed.
    public var droppedParameters: [String]
    /// The tools that the model called, in its order.
    public var toolCalls: [ToolCall]
    /// Whether it came by a batch.
    public var isBatched: Bool

    package init(
        text: String = "",
        stop: Stop,
        stopRaw: String? = nil,
        refusal: Refusal? = nil,
        servedModel: String? = nil,
        apiVersion: String? = nil,
        serviceTier: String? = nil,
        systemFingerprint: String? = nil,
        upstreamProvider: String? = nil,
        responseID: String? = nil,
        requestID: String? = nil,
        reasoning: [Reasoning] = [],
        usage: Usage = Usage(),
        droppedParameters: [String] = [],
        toolCalls: [ToolCall] = [],
        isBatched: Bool = false
    ) {
        self.text = text
        self.stop = stop
        self.stopRaw = stopRaw
        self.refusal = refusal
        self.servedModel = servedModel
        self.apiVersion = apiVersion
        self.serviceTier = serviceTier
        self.systemFingerprint = systemFingerprint
        self.upstreamProvider = upstreamProvider
        self.responseID = responseID
        self.requestID = requestID
        self.reasoning = reasoning
        self.usage = usage
        self.droppedParameters = droppedParameters
        self.toolCalls = toolCalls
        self.isBatched = isBatched
    }

    /// A tool that a model called; nothing runs it.
    public struct ToolCall: Sendable, Hashable {
        /// The tool's name.
        public var name: String
        /// What it was called with, as JSON text where the vendor is right.
        public var arguments: String

        package init(name: String, arguments: String) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// Why a reply ended.
    public enum Stop: String, Sendable, CaseIterable {
        case stop, maxTokens, contextOverflow, toolCalls, refusalByModel, filteredInput
        case filteredOutput, recitation, malformed, paused, cancelled, unknown
    }

    /// That something was declined, and by whom.
    public struct Refusal: Sendable, Hashable {
        /// The vendor's category, as in `cyber` or `SAFETY`.
        public var category: String?
        /// The vendor's words about it, or the model's own.
        public var explanation: String?
        /// Who declined.
        public var source: Source

        package init(category: String? = nil, explanation: String? = nil, source: Source) {
            self.category = category
            self.explanation = explanation
            self.source = source
        }

        /// Who declined.
        public enum Source: String, Sendable, CaseIterable {
            case modelText, outputClassifier, inputClassifier, guardrail, errorBody
        }
    }

    /// One stretch of thought.
    public struct Reasoning: Sendable, Hashable {
        /// The thought, or what the vendor shows of it; empty for encrypted and omitted ones.
        public var text: String
        /// How much of it is shown.
        public var visibility: Visibility

        package init(text: String, visibility: Visibility) {
            self.text = text
            self.visibility = visibility
        }
    }

    /// How much of a thought is shown.
    public enum Visibility: String, Sendable, CaseIterable {
        case raw, summary, encrypted, omitted, none
    }

    /// The visibility of the reasoning as one fact: that of the first stretch, `none` without.
    public var reasoningVisibility: Visibility { reasoning.first?.visibility ?? .none }
}

/// Tokens that one request used; nil is unknown, which is not zero.
public struct Usage: Sendable, Hashable {
    /// Input that was not read from a cache.
    public var inputFresh: Int?
    /// Input read from a cache.
    public var cacheRead: Int?
    /// Input written to a cache.
    public var cacheWrite: Int?
    /// All output, reasoning included.
    public var outputTotal: Int?
    /// The part of the output that was reasoning.
    public var reasoning: Int?

    package init(
        inputFresh: Int? = nil,
        cacheRead: Int? = nil,
        cacheWrite: Int? = nil,
        outputTotal: Int? = nil,
        reasoning: Int? = nil
    ) {
        self.inputFresh = inputFresh
        self.cacheRead = cacheRead
        self.cacheWrite = cacheWrite
        self.outputTotal = outputTotal
        self.reasoning = reasoning
    }

    /// All input, from caches too; nil where the vendor did not say.
    public var inputTotal: Int? {
        inputFresh.map { $0 + (cacheRead ?? 0) + (cacheWrite ?? 0) }
    }

    /// All tokens, input and output; nil where the vendor did not say.
    public var total: Int? {
        guard let inputTotal, let outputTotal else { return nil }
        return inputTotal + outputTotal
    }
}

/// One try to get a reply.
public struct Attempt: Sendable, Hashable {
    /// The HTTP status; nil where the connection failed before one came.
    public var status: Int?
    /// What went wrong, in a few words without secrets; nil for the try that succeeded.
    public var error: String?
    /// The wait that the vendor asked for, in milliseconds.
    public var waitAskedMilliseconds: Int?
    /// The wait that was taken before the next try, in milliseconds.
    public var waitTakenMilliseconds: Int?
    /// How long the try took, in milliseconds.
    public var durationMilliseconds: Int
    /// Whether nobody was asked: the reply came from a cache.
    public var isCached: Bool

    package init(
        status: Int? = nil,
        error: String? = nil,
        waitAskedMilliseconds: Int? = nil,
        waitTakenMilliseconds: Int? = nil,
        durationMilliseconds: Int,
        isCached: Bool = false
    ) {
        self.status = status
        self.error = error
        self.waitAskedMilliseconds = waitAskedMilliseconds
        self.waitTakenMilliseconds = waitTakenMilliseconds
        self.durationMilliseconds = durationMilliseconds
        self.isCached = isCached
    }
}
