import Asking
import Bench
import Cluster
import Scoring
import Transfers
import Vendors

/// Asks the judges about replies that are at hand, so many at once.
///
/// The way of each is that of a sample in a run: the same requests, retries and readings.
struct JudgeRounds: Sendable {
    /// Replies that are judged at once, at most; a roster may allow a judge fewer.
    static let inFlightMax = 32

    let plan: Plan
    let access: VendorAccess
    /// What the judging may cost, in billionths of a dollar.
    var nanodollarsMax: Int64?

    /// A reply to be judged.
    struct Item: Sendable {
        var sample: Sample
        var reply: Reply

        /// Its record where no request is needed to score it: it costs nothing.
        func record(_ scored: Scored, of plan: Plan) -> Record {
            Record(
                sample: sample.index,
                key: plan.key(of: sample),
                outcome: scored.outcome,
                reason: scored.reason,
                reply: reply,
                nanodollars: 0,
                askedAtMilliseconds: Clocks.wallMilliseconds()
            )
        }
    }

    /// How the rounds ended.
    enum End: Equatable {
        /// All were judged.
        case done
        /// It was asked to stop; what was in flight is judged.
        case stopped
        /// The next judgement could cost more than is allowed.
        case spent
        /// The judge cannot be asked.
        case incapable(String)

        /// Ends the command that asked where not all is judged, and says why.
        func check() throws {
            switch self {
            case .done: break
            case .stopped:
                Output.warn("stopped; what was judged is stored. The same command goes on.")
                throw Exit.interrupted
            case .spent:
                throw CommandError("--max-cost is reached; what was judged is stored")
            case .incapable(let text): throw CommandError("the judge cannot be asked: \(text)")
            }
        }
    }

    private struct Result: Sendable {
        /// Nil where the next request could have cost more than is allowed.
        var step: Asking.Step?
        var learnt: Learnt
    }

    private var judges: [Model] { plan.spec.roster.judges }

    /// Judges all items, and hands over each record as it comes; says what that has cost at most,
    /// in billionths of a dollar.
    ///
    /// What needs no judge, as a reply that a vendor blocked, is settled without asking. A reply
    /// whose usage is not known counts as what it could have cost at most.
    func run(
        _ items: [Item],
        isStopped: () -> Bool = { false },
        each: (Record) throws -> Void
    ) async throws -> (end: End, nanodollars: Int64) {
        if nanodollarsMax != nil, let judge = judges.first(where: { $0.price == nil }) {
            throw CommandError("\(judge.id) has no price in the roster, so --max-cost cannot hold")
        }
        let transfers = try Transfers(
            configuration: TransferConfiguration(
                inFlightMax: Self.inFlightMax,
                authorityFile: access.authorityFile,
                userAgent: Version.software
            )
        )
        defer { transfers.shutdown() }
        let width = max(1, min(Self.inFlightMax, judges.map(\.inFlightMax).min() ?? 1))
        let purse = JudgingPurse(nanodollarsMax: nanodollarsMax)
        var rest = items[...]
        var learnt = Learnt()
        var end = End.done
        try await withThrowingTaskGroup(of: Result.self) { group in
            var inFlight = 0
            while true {
                while end == .done, inFlight < width, let item = rest.first {
                    if isStopped() {
                        end = .stopped
                        break
                    }
                    if let record = settled(item) {
                        rest.removeFirst()
                        try each(record)
                        continue
                    }
                    let cost = Self.costMax(of: asking(item, learnt))
                    guard purse.reserve(cost) else {
                        end = .spent
                        break
                    }
                    rest.removeFirst()
                    inFlight += 1
                    let known = learnt
                    group.addTask { await judged(item, known, cost, purse, transfers) }
                }
                guard let result = try await group.next() else { break }
                inFlight -= 1
                learnt.merge(result.learnt)
                switch result.step {
                case .done(let record): try each(record)
                case .incapable(let text, _, _): end = .incapable(text)
                case .send, .wait, .park: break
                case nil: end = .spent
                }
            }
        }
        return (end, purse.spent)
    }

    /// The record of a reply that no judge needs to see.
    private func settled(_ item: Item) -> Record? {
        guard case .judge(let prompt) = plan.spec.pack.scorer,
            let scored = Scoring.needsJudge(item.reply, for: prompt)
        else { return nil }
        return item.record(scored, of: plan)
    }

    /// What judging a reply costs at most, one request a judge.
    func costMax(of item: Item) -> Int64 { Self.costMax(of: asking(item, Learnt())) }

    /// What the judges that are still to be asked cost at most, one request each.
    private static func costMax(of asking: Asking) -> Int64 {
        asking.judgingAhead.reduce(0) { sum, next in
            sum
                + Amounts.estimate(
                    of: next.model,
                    bytes: next.bytes,
                    outputTokensMax: next.outputTokensMax
                ).nanodollars
        }
    }

    private func asking(_ item: Item, _ learnt: Learnt) -> Asking {
        Asking(
            judging: item.reply,
            item.sample,
            of: plan,
            nowMilliseconds: Clocks.wallMilliseconds(),
            learnt: learnt
        )
    }

    private func judged(
        _ item: Item,
        _ learnt: Learnt,
        _ reserved: Int64,
        _ purse: JudgingPurse,
        _ transfers: Transfers
    ) async -> Result {
        var asking = asking(item, learnt)
        var held = reserved
        defer { purse.release(held) }
        var step = asking.start()
        while true {
            switch step {
            case .send(let request, let model):
                // A request that is made again after one whose usage nobody knows needs room anew.
                let ahead = Self.costMax(of: asking)
                guard purse.reserve(max(0, ahead - held)) else {
                    return Result(step: nil, learnt: asking.learnt)
                }
                held = max(held, ahead)
                let each = Amounts.estimate(
                    of: model,
                    bytes: request.body.count,
                    outputTokensMax: asking.outputTokensMax
                ).nanodollars
                let (answer, milliseconds) = await VendorDoor(
                    transfers: transfers,
                    keys: access.keys
                )
                .send(request, to: model)
                step = asking.answered(
                    answer,
                    durationMilliseconds: milliseconds,
                    nowMilliseconds: Clocks.wallMilliseconds()
                )
                let used = asking.lastUse.nanodollars ?? each
                purse.pay(used, of: min(held, used))
                held = max(0, held - used)
            case .wait(let milliseconds, _), .park(let milliseconds):
                // Cancelled, the next request fails at once and says so.
                try? await Task.sleep(for: .milliseconds(milliseconds))
                step = asking.request()
            case .done, .incapable:
                return Result(step: step, learnt: asking.learnt)
            }
        }
    }
}
