import Bench
import Scoring
import Vendors

// What is asked now.
extension Asking {
    var model: Model {
        let judges = plan.spec.roster.judges
        guard case .judge = stage, judges.indices.contains(ballots.count) else {
            return plan.spec.roster.models[sample.model]
        }
        return judges[ballots.count]
    }

    /// The request to make now.
    ///
    /// The same stage of the same sample gives the same bytes.
    public func request() -> Step {
        let model = model
        if plan.spec.isStrict, let why = learnt.distrust(of: model) { return notAsked(why) }
        var request = request(to: model)
        if model.isSimulated {
            // A simulated vendor draws its answer from this, so that neither the order of
            // requests nor a retry changes what it says. No real vendor is sent it.
            request.headers.append(VendorHeader("x-gapwatch-draw", drawText))
        }
        return .send(request, model)
    }

    /// What the next request says, for a batch: nothing in a batch is streamed.
    public var batchBody: [UInt8] {
        var model = model
        model.isStreamed = false
        return request(to: model).body
    }

    private func request(to model: Model) -> VendorRequest {
        Vendors.request(
            to: model,
            messages: messages,
            sampling: sampling,
            tools: tools,
            rejected: learnt[model]
        )
    }

    /// What the sample is called in a batch: 64 hexadecimal digits, the same in every process.
    public var customID: String { draw.hex }

    /// The model of the next request.
    public var asked: Model { model }

    /// What tells the request from others that are the same letter for letter.
    public var apart: [String] {
        let pack = plan.spec.pack
        let step =
            switch stage {
            case .belief: "belief-\(beliefs.count)"
            case .turn: turns.isEmpty ? "subject" : "turn-\(turns.count)"
            case .judge: "judge" + seat
            }
        return [
            pack.id, pack.scenarios[sample.scenario].id, pack.arms[sample.arm].id,
            "\(sample.replicate)", step,
        ]
    }

    /// The parameters that the next request leaves out since the model rejects them, by name.
    public var leavesOut: [String] { learnt[model].sorted().map(\.rawValue) }

    /// Takes over what a request left out that an earlier process has made.
    public mutating func take(leftOut names: [String]) {
        for parameter in names.compactMap(Parameter.init) {
            _ = learnt.learn(parameter, of: model, from: sampling)
        }
    }

    /// The tokens that the next reply may have.
    public var outputTokensMax: Int? { sampling.outputTokensMax }

    /// How large the requests to the judges are, from the one that is asked now on: for reckoning
    /// what they may cost.
    public var judgingAhead: [(model: Model, bytes: Int, outputTokensMax: Int?)] {
        guard case .judge = stage else { return [] }
        var ahead = self
        var sizes: [(model: Model, bytes: Int, outputTokensMax: Int?)] = []
        for judge in plan.spec.roster.judges.dropFirst(ballots.count) {
            sizes.append((judge, ahead.request(to: judge).body.count, ahead.outputTokensMax))
            ahead.ballots.append(Ballot(judge: judge.id, outcome: .notRun, reason: ""))
        }
        return sizes
    }

    private var drawText: String {
        switch stage {
        case .belief: draw.hex + "-belief-\(beliefs.count)"
        case .turn: turns.isEmpty ? draw.hex : draw.hex + "-turn-\(turns.count)"
        case .judge: draw.hex + "-judge" + seat
        }
    }

    /// Which judge of a panel is asked, from the second on.
    private var seat: String { ballots.isEmpty ? "" : "-\(ballots.count)" }

    private var tools: [Tool] {
        guard case .turn = stage else { return [] }
        return plan.spec.pack.tools(scenario: sample.scenario)
    }

    private var messages: [Message] {
        switch stage {
        case .belief: return plan.spec.pack.beliefMessages(scenario: sample.scenario)
        case .turn: return conversation
        case .judge(let reply): return judgeMessages(reply)
        }
    }

    /// All turns up to the one that is asked now, with the replies between them.
    private var conversation: [Message] {
        var messages: [Message] = []
        for (index, question) in questions.prefix(turns.count + 1).enumerated() {
            messages += question
            if turns.indices.contains(index) { messages.append(Message(turns[index])) }
        }
        return messages
    }

    private func judgeMessages(_ reply: Reply) -> [Message] {
        guard case .judge(let prompt) = plan.spec.pack.scorer else { return [] }
        return JudgeScoring.prompt(
            prompt,
            pack: plan.spec.pack,
            scenario: sample.scenario,
            reply: reply,
            key: key
        )
    }

    var sampling: Sampling {
        if case .judge = stage {
            return model.sampling(
                over: Sampling(temperature: 0, outputTokensMax: Self.judgeTokensMax)
            )
        }
        return model.sampling(over: plan.spec.pack.sampling)
    }
}

extension Message {
    /// A reply as a model's own words of before.
    fileprivate init(_ reply: Reply) {
        let thoughts = reply.reasoning.filter { $0.visibility == .raw }.map(\.text)
        self.init(
            role: .assistant,
            text: reply.text,
            thought: thoughts.isEmpty ? nil : thoughts.joined(separator: "\n")
        )
    }
}
