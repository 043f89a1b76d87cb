/// A benchmark that has been read and checked: what is asked, how, and what is counted.
///
/// It holds rendered prompts, not templates: two packs that send the same bytes are the same
/// pack, whatever their files look like.
public struct Pack: Sendable, Equatable {
    /// The name, as in `animal-welfare`: lower-case letters, digits and hyphens.
    public var id: String
    /// The author's version, as in `1.0.0`; for people, the digest decides.
    public var version: String
    /// One line for people.
    public var title: String
    /// The conditions, in the order of the file.
    public var arms: [Arm]
    /// The scenarios, in the order of the file.
    public var scenarios: [Scenario]
    /// Every distinct text that is sent; prompts name them by their place here.
    public var texts: [String]
    /// What is sent: `prompts[scenario][arm]`, by the places in `scenarios` and `arms`.
    public var prompts: [[[PromptMessage]]]
    /// How often each scenario is asked in each arm.
    public var replicates: Int
    /// How replies are drawn.
    public var sampling: Sampling
    /// How a reply becomes an outcome.
    public var scorer: Scorer
    /// What is counted.
    public var metrics: [Metric]
    /// The tools that each scenario offers, in the order in which they are listed; empty where the
    /// pack has none.
    public var tools: [[PromptTool]]
    /// What a model is asked before each scenario, to learn what it believes; nil where nothing is.
    public var belief: Belief?
    /// What is looked for in replies beside their outcome.
    public var detectors: [Detector]

    package init(
        id: String,
        version: String,
        title: String,
        arms: [Arm],
        scenarios: [Scenario],
        texts: [String],
        prompts: [[[PromptMessage]]],
        replicates: Int,
        sampling: Sampling,
        scorer: Scorer,
        metrics: [Metric],
        tools: [[PromptTool]] = [],
        belief: Belief? = nil,
        detectors: [Detector] = []
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.arms = arms
        self.scenarios = scenarios
        self.texts = texts
        self.prompts = prompts
        self.replicates = replicates
        self.sampling = sampling
        self.scorer = scorer
        self.metrics = metrics
        self.tools = tools
        self.belief = belief
        self.detectors = detectors
    }

    /// The digest over everything that can change a number.
    ///
    /// Titles, versions and comments are left out; replicates too, which change how sure a number
    /// is and not what it measures, and detectors, which change neither a question nor an outcome.
    public var digest: Digest {
        var same = self
        same.version = ""
        same.title = ""
        same.replicates = 1
        same.detectors = []
        for arm in same.arms.indices { same.arms[arm].title = "" }
        return Digest(of: same.json)
    }

    /// The place of an arm; nil where the pack has none of that id.
    public func arm(_ id: String) -> Int? { arms.firstIndex { $0.id == id } }

    /// The messages that one scenario sends in one arm, with their texts.
    ///
    /// Where they are asked one after the other, `turns` says what is sent when.
    public func messages(scenario: Int, arm: Int) -> [Message] {
        messages(prompts[scenario][arm])
    }

    func messages(_ prompt: [PromptMessage]) -> [Message] {
        prompt.map { Message(role: $0.role, text: texts[$0.text]) }
    }

    /// A condition under which every scenario is asked.
    public struct Arm: Sendable, Hashable {
        /// The name, as in `monitored`.
        public var id: String
        /// One line for people.
        public var title: String

        package init(id: String, title: String = "") {
            self.id = id
            self.title = title
        }
    }

    /// One situation that a model is put in.
    public struct Scenario: Sendable, Hashable {
        /// The name, unique in the pack.
        public var id: String
        /// Scenarios that share a template or a story share a cluster, and are resampled
        /// together; a scenario on its own is its own cluster.
        public var cluster: String

        package init(id: String, cluster: String? = nil) {
            self.id = id
            self.cluster = cluster ?? id
        }
    }

    /// One message of a prompt, its text by its place in `texts`.
    public struct PromptMessage: Sendable, Hashable {
        /// Who speaks.
        public var role: Role
        /// The place in `Pack.texts`.
        public var text: Int

        package init(role: Role, text: Int) {
            self.role = role
            self.text = text
        }
    }
}

/// Who speaks in a conversation.
public enum Role: String, Sendable, CaseIterable { case system, user, assistant }

/// One message as it is sent.
public struct Message: Sendable, Hashable {
    /// Who speaks.
    public var role: Role
    /// What is said.
    public var text: String
    /// What the assistant thought before it said so, where its vendor shows that in full.
    public var thought: String?

    package init(role: Role, text: String, thought: String? = nil) {
        self.role = role
        self.text = text
        self.thought = thought
    }
}

/// How replies are drawn: what a pack asks for, and what a roster may override for one model.
public struct Sampling: Sendable, Hashable {
    /// The temperature; nil leaves it to the vendor's default.
    public var temperature: Double?
    /// The nucleus; nil leaves it to the vendor's default.
    public var topP: Double?
    /// The most tokens a reply may have, reasoning included where the vendor counts it so.
    public var outputTokensMax: Int
    /// How hard a reasoning model thinks, in the vendor's own word; nil sends nothing.
    public var reasoningEffort: String?

    package init(
        temperature: Double? = nil,
        topP: Double? = nil,
        outputTokensMax: Int = 1024,
        reasoningEffort: String? = nil
    ) {
        self.temperature = temperature
        self.topP = topP
        self.outputTokensMax = outputTokensMax
        self.reasoningEffort = reasoningEffort
    }
}
