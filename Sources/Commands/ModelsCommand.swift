import ArgumentParser
import Bench
import Cluster
import Foundation
import Packs
import Publish
import Transfers
import Vendors

/// The command `gapwatch models`.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List and check the models of a roster.",
        discussion: """
            Says what each model costs and since when that is known, when it ends, and whether its \
            key is set. With --check each model whose key is set is asked one short question, which \
            costs a fraction of a cent. Exit code 1: a model is gone, or did not answer.
            """
    )

    @Argument(help: ArgumentHelp("A roster of models.", valueName: "roster"))
    var roster = "cluster/rosters/frontier.yaml"

    @Flag(help: "Ask each model whose key is set one short question.")
    var check = false

    @OptionGroup var keyOptions: KeyOptions

    @OptionGroup var authorities: AuthorityOptions

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let keys = try keyOptions.keys()
        let roster = try Packs.roster(at: roster)
        let now = Clocks.wallMilliseconds()
        let models = roster.models.map { ($0, false) } + roster.judges.map { ($0, true) }
        var list = ModelList(
            items: models.map { model, isJudge in
                ModelList.Item(
                    model: model,
                    isJudge: isJudge,
                    hasKey: model.keyVariable.map { keys[$0] != nil },
                    remarks: model.remarks(nowMilliseconds: now)
                )
            }
        )
        if check { try await ask(&list, keys) }
        if output.json {
            Output.print(list.json)
        } else {
            Output.print(list.text(width: Output.width, color: Output.isColored))
        }
        if list.hasErrors { throw ExitCode.failure }
    }

    /// Models that are asked at once.
    private static let askedAtOnce = 8

    private func ask(_ list: inout ModelList, _ keys: Keys) async throws {
        if let file = authorities.caFile { try WireOptions.checkAuthorities(file) }
        let transfers = try Transfers(
            configuration: .init(authorityFile: authorities.caFile, userAgent: Version.software)
        )
        defer { transfers.shutdown() }
        let door = VendorDoor(
            transfers: transfers,
            keys: keys,
            limits: .init(totalMilliseconds: 120_000)
        )
        let items = list.items
        let answers = await withTaskGroup(of: (Int, ModelList.Answer).self) { group in
            var answers: [Int: ModelList.Answer] = [:]
            for (index, item) in items.enumerated() {
                if index >= Self.askedAtOnce, let (place, answer) = await group.next() {
                    answers[place] = answer
                }
                group.addTask { (index, await Probe(item: item, door: door).answer()) }
            }
            for await (place, answer) in group { answers[place] = answer }
            return answers
        }
        for index in list.items.indices { list.items[index].answer = answers[index] }
    }
}

/// One short question to one model.
private struct Probe: Sendable {
    let item: ModelList.Item
    let door: VendorDoor

    /// Parameters that a model may reject one after the other.
    private static let rejectionsMax = 5

    func answer() async -> ModelList.Answer {
        let model = item.model
        if let gone = item.remarks.first(where: \.isError) { return .skipped("\(gone)") }
        if item.hasKey == false { return .skipped("\(model.keyVariable ?? "its key") is not set") }
        var rejected: Set<Parameter> = []
        while true {
            let (response, milliseconds) = await door.send(
                Vendors.request(
                    to: model,
                    messages: [Message(role: .user, text: "Say yes.")],
                    sampling: sampling,
                    rejected: rejected
                ),
                to: model
            )
            switch response {
            case .failure(let error): return .failed(model.sentence(error.message))
            case .success(let response):
                switch Vendors.read(
                    response,
                    from: model,
                    nowMilliseconds: Clocks.wallMilliseconds()
                ) {
                case .reply(let reply):
                    return .served(
                        reply.servedModel,
                        milliseconds: milliseconds,
                        dropped: rejected.map(\.rawValue).sorted()
                    )
                case .failure(let failure):
                    guard let parameter = failure.rejected, rejected.count < Self.rejectionsMax,
                        rejected.insert(parameter).inserted
                    else { return .failed(model.sentence("\(failure)")) }
                }
            }
        }
    }

    /// One token, or what the roster says; OpenAI's Responses take no less than 16.
    private var sampling: Sampling {
        item.model.sampling(
            over: Sampling(
                temperature: 0,
                outputTokensMax: item.model.vendor.format == .responses ? 16 : 1
            )
        )
    }
}
