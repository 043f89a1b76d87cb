import Asking
import Bench
import Scoring
import Transfers
import Vendors

/// Asks a judge about replies that are at hand, so many at once.
///
/// The way of each is that of a sample in a run: the same requests, retries and readings.
struct JudgeRounds: Sendable {
    /// Judgements in flight at once, at most; a roster may allow the judge fewer.
    static let inFlightMax = 32

    let plan: Plan
    let judge: Model
    let keys: Keys
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
        var step: Asking.Step
        var learnt: Learnt
        var reserved: Int64
        var used: Int64
    }

    /// Judges all items, and hands over each record as it comes.
    ///
    /// What needs no judge, as a reply that a vendor blocked, is settled without asking.
    func run(
        _ items: [Item],
        isStopped: () -> Bool = { false },
        each: (Record) throws -> Void
    ) async throws -> End {
        if nanodollarsMax != nil, judge.price == nil {
            throw CommandError("\(judge.id) has no price in the roster, so --max-cost cannot hold")
        }
        let transfers = try Transfers(
            configuration: TransferConfiguration(
                inFlightMax: Self.inFlightMax,
                userAgent: Version.software
            )
        )
        defer { transfers.shutdown() }
        let width = max(1, min(Self.inFlightMax, judge.inFlightMax))
        var rest = items[...]
        var learnt = Learnt()
        var end = End.done
        var spent: Int64 = 0
        var reserved: Int64 = 0
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
                    let cost = costMax(of: item)
                    if let nanodollarsMax, spent + reserved + cost > nanodollarsMax {
                        end = .spent
                        break
                    }
                    rest.removeFirst()
                    reserved += cost
                    inFlight += 1
                    let known = learnt
                    group.addTask { await judged(item, known, cost, transfers) }
                }
                guard let result = try await group.next() else { break }
                inFlight -= 1
                learnt.merge(result.learnt)
                reserved -= result.reserved
                spent += result.used
                switch result.step {
                case .done(let record): try each(record)
                case .incapable(let text, _, _): end = .incapable(text)
                case .send, .wait, .park: break
                }
            }
        }
        return end
    }

    /// The record of a reply that no judge needs to see.
    private func settled(_ item: Item) -> Record? {
        guard case .judge(let prompt) = plan.spec.pack.scorer,
            let scored = Scoring.needsJudge(item.reply, for: prompt)
        else { return nil }
        return item.record(scored, of: plan)
    }

    /// What one judgement costs at most: a token has a byte at least.
    private func costMax(of item: Item) -> Int64 {
        guard case .send(let request, let model) = asking(item, Learnt()).request() else {
            return 0
        }
        let usage = Usage(inputFresh: request.body.count, outputTotal: Asking.judgeTokensMax)
        return model.price?.nanodollars(for: usage) ?? 0
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
        _ transfers: Transfers
    ) async -> Result {
        var asking = asking(item, learnt)
        var step = asking.request()
        var used: Int64 = 0
        while true {
            switch step {
            case .send(let request, let model):
                let (answer, milliseconds) = await VendorDoor(transfers: transfers, keys: keys)
                    .send(request, to: model)
                step = asking.answered(
                    answer,
                    durationMilliseconds: milliseconds,
                    nowMilliseconds: Clocks.wallMilliseconds()
                )
                used += asking.lastUse.nanodollars ?? 0
            case .wait(let milliseconds, _), .park(let milliseconds):
                // Cancelled, the next request fails at once and says so.
                try? await Task.sleep(for: .milliseconds(milliseconds))
                step = asking.request()
            case .done, .incapable:
                return Result(step: step, learnt: asking.learnt, reserved: reserved, used: used)
            }
        }
    }
}
