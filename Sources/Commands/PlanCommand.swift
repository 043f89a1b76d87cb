import ArgumentParser
import Bench
import Gaps

/// The command `gapwatch plan`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show samples, requests, tokens and cost by model before anything is spent.",
        discussion: """
            Tokens are estimated as a quarter of the prompt's bytes; output is counted at the \
            limit, so the cost is an upper bound where the limit is kept.
            """
    )

    @OptionGroup var options: SpecOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let spec = try options.spec()
        let plan = Plan(spec)
        let estimates = spec.roster.models.map { Estimate($0, spec) }
        if output.json {
            Output.print(json(spec, plan, estimates))
            return
        }
        let pack = spec.pack
        var lines = [
            "\(pack.id) \(pack.version): \(pack.scenarios.count) scenarios × \(plan.arms) arms × "
                + "\(pack.replicates) replicates, \(plan.samples) samples in \(plan.shards) shards",
            "run \(spec.run), pack \(pack.digest.short), seed \(spec.seed)",
        ]
        let judges = spec.roster.judges
        if !judges.isEmpty, case .judge = pack.scorer {
            let more = judges.count == 1 ? "one more request" : "\(judges.count) more requests"
            lines.append(
                "judged by \(judges.map(\.id).joined(separator: ", ")): \(more) a sample, not in "
                    + "the cost below"
            )
        }
        lines += powers(spec).map(\.line)
        lines.append("")
        let width = max(12, estimates.map(\.model.count).max() ?? 0)
        func row(_ cells: [String]) -> String {
            cells.enumerated().map { index, cell in
                let space = String(
                    repeating: " ",
                    count: max(0, (index == 0 ? width : 14) - cell.count)
                )
                return index == 0 ? cell + space : space + cell
            }.joined(separator: " ")
        }
        lines.append(row(["model", "requests", "input tokens", "output at most", "cost at most"]))
        for estimate in estimates {
            lines.append(
                row([
                    estimate.model, String(estimate.requests), String(estimate.inputTokens),
                    String(estimate.outputTokens), estimate.costText,
                ])
            )
        }
        Output.print(lines.joined(separator: "\n"))
    }

    /// What the plan can show by the assumptions of `gapwatch power`.
    private func powers(_ spec: Spec) -> [PowerReport] {
        spec.pack.metrics.filter { $0.kind == .difference }.map { metric in
            let gap = max(0.01, metric.minimumEffectPoints / 100)
            return PowerReport(
                pack: spec.pack,
                metric: metric,
                replicates: spec.pack.replicates,
                tests: spec.roster.withoutPlanted.models.count * spec.pack.metrics.count,
                basis: PowerReport.assumed(
                    gap: gap,
                    rate: PowerReport.subtrahendRate,
                    spread: PowerReport.spread
                ),
                gap: gap,
                prices: .init(scenario: 10, replicatePair: 1)
            )
        }
    }

    private func json(_ spec: Spec, _ plan: Plan, _ estimates: [Estimate]) -> JSON {
        [
            "run": JSON(spec.run.name), "pack": JSON(spec.pack.id),
            "pack_digest": JSON(spec.pack.digest.hex), "spec_digest": JSON(spec.digest.hex),
            "samples": JSON(plan.samples), "shards": JSON(plan.shards),
            "models": .array(estimates.map(\.json)),
            "power": .array(powers(spec).map(\.json)),
        ]
    }
}

/// What the samples of one replicate ask.
private struct Asked {
    var requests = 0
    /// With the replies that are sent back in later turns, as long as they may be.
    var inputBytes = 0

    mutating func add(_ pack: Pack, scenario: Int, arm: Int, outputTokensMax: Int) {
        func bytes(_ messages: [Message]) -> Int {
            messages.reduce(0) { $0 + $1.text.utf8.count }
        }
        if let belief = pack.belief {
            requests += belief.times
            inputBytes += belief.times * bytes(pack.beliefMessages(scenario: scenario))
        }
        var carried = pack.tools(scenario: scenario).reduce(0) {
            $0 + $1.name.utf8.count + $1.about.utf8.count
        }
        for turn in pack.turns(scenario: scenario, arm: arm) {
            requests += 1
            carried += bytes(turn)
            inputBytes += carried
            carried += 4 * outputTokensMax
        }
    }
}

/// What one model of a run will take.
private struct Estimate {
    let model: String
    let requests: Int
    let inputTokens: Int
    let outputTokens: Int
    let dollars: Double?

    init(_ model: Model, _ spec: Spec) {
        let pack = spec.pack
        self.model = model.id
        let outputMax = model.sampling(over: pack.sampling).outputTokensMax
        var asked = Asked()
        for scenario in pack.scenarios.indices {
            for arm in pack.arms.indices {
                asked.add(pack, scenario: scenario, arm: arm, outputTokensMax: outputMax)
            }
        }
        let requests = asked.requests * pack.replicates
        let inputTokens = asked.inputBytes * pack.replicates / 4
        let outputTokens = requests * outputMax
        dollars = model.price.map { price in
            (Double(inputTokens) * price.input + Double(outputTokens) * price.output) / 1e6
        }
        self.requests = requests
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
    }

    var costText: String { dollars.map { "$" + Points.fixed($0, digits: 2) } ?? "no price" }

    var json: JSON {
        [
            "model": JSON(model), "requests": JSON(requests), "input_tokens": JSON(inputTokens),
            "output_tokens_max": JSON(outputTokens), "dollars_max": JSON(dollars),
        ]
    }
}
