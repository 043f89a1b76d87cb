import Bench
import Vendors

/// Where requests are gathered, handed in as batches, waited for and given out again.
///
/// A pure state machine: the shell writes the journal, makes the calls and takes the results. What
/// is about to be handed in is on disk before it is, and what the vendor calls it directly after;
/// whatever was cut off in between is looked for among the vendor's batches before it is handed in
/// again. So a request is bought once, whenever the process dies.
public struct BatchDesk: Sendable {
    let clocks: BatchClocks
    var batches: [String: Batch] = [:]
    /// Marks in the order of their making: what is done is done in that order.
    var marks: [String] = []
    var index: [Name: String] = [:]
    private var groups: [Group] = []
    private var serial = 0
    var effects: [BatchEffect] = []
    /// How often a sample's request was gathered anew, since its batch was nowhere to be found.
    var regathered: [Name: Int] = [:]

    /// A request of a sample in a run.
    struct Name: Hashable, Sendable {
        var run: RunID
        var customID: String
        var round: Int
    }

    /// Requests to one model that are gathered.
    private struct Group: Sendable {
        var model: Model
        var run: RunID
        var round: Int
        var leftOut: [String]
        var tickets: [Batch.Waiting] = []
        var bytes = 0
        var since: Int
        var last: Int
        /// Before that it is not handed in, however full it is.
        var notBefore: Int
    }

    /// How long a model's next batch waits whose vendor has room for no more.
    var roomPauses: [String: Int] = [:]

    /// Times that a request is gathered anew.
    static let regatheredMax = 3

    /// A desk that knows what earlier processes have handed in.
    public init(_ journal: [BatchEntry] = [], clocks: BatchClocks = .standard) {
        self.clocks = clocks
        for entry in journal { recover(entry) }
    }

    private mutating func recover(_ entry: BatchEntry) {
        switch entry {
        case .intent(let intent):
            open(Batch(intent, id: nil, clocks.pollMilliseconds))
        case .taken(let mark, let id):
            batches[mark]?.id = id
            batches[mark]?.step = .poll
        case .over(let mark, _): close(mark)
        }
    }

    mutating func open(_ batch: Batch) {
        let intent = batch.intent
        batches[intent.mark] = batch
        marks.append(intent.mark)
        for id in intent.customIDs {
            index[Name(run: intent.run, customID: id, round: intent.round)] = intent.mark
        }
    }

    mutating func close(_ mark: String) {
        guard let intent = batches.removeValue(forKey: mark)?.intent else { return }
        marks.removeAll { $0 == mark }
        for id in intent.customIDs {
            let name = Name(run: intent.run, customID: id, round: intent.round)
            if index[name] == mark { index[name] = nil }
        }
    }

    /// The requests that were handed in, or were about to be, by run.
    public var bought: [RunID: Set<String>] {
        var bought: [RunID: Set<String>] = [:]
        for mark in marks {
            guard let intent = batches[mark]?.intent else { continue }
            bought[intent.run, default: []].formUnion(intent.customIDs)
        }
        return bought
    }

    /// The round in which a sample's request was handed in last, and may come; nil where none was.
    public func round(of customID: String, in run: RunID) -> Int? {
        (1...Self.roundsMax).last {
            index[Name(run: run, customID: customID, round: $0)] != nil
        }
    }

    /// Batches that one sample goes by, at most: after that it is asked directly.
    public static let roundsMax = 2

    /// The batches that are with their vendors and that somebody waits for.
    ///
    /// One whose vendor has not answered for an hour is none of them: nobody knows how it is.
    public func notes(now: Int) -> [BatchNote] {
        marks.compactMap { mark in
            guard let batch = batches[mark], !batch.tickets.isEmpty, let model = batch.model,
                let dialect = BatchDialect(model),
                batch.failingSince.map({ now - $0 < 3_600_000 }) ?? true
            else { return nil }
            return BatchNote(
                run: batch.intent.run,
                model: model.id,
                vendor: dialect.name,
                id: batch.id ?? "",
                requests: batch.intent.customIDs.count,
                sinceMilliseconds: batch.intent.atMilliseconds
            )
        }
    }

    /// The asks that wait here.
    public var waiting: [Int] {
        let gathered = groups.flatMap { $0.tickets.map(\.ticket.ask) }
        let handedIn = marks.flatMap { batches[$0]?.tickets.map(\.ticket.ask) ?? [] }
        return (gathered + handedIn).sorted()
    }

    /// Takes a request: into its batch, where it is in one, else into the next one of its model.
    public mutating func put(_ ticket: BatchTicket, now: Int) {
        put(Batch.Waiting(ticket: ticket, since: now), now: now)
    }

    mutating func put(_ waiting: Batch.Waiting, now: Int) {
        let ticket = waiting.ticket
        let name = Name(run: ticket.run, customID: ticket.customID, round: ticket.round)
        guard let mark = index[name], var batch = batches[mark] else {
            gather(waiting, now: now)
            return
        }
        if let result = batch.results.removeValue(forKey: ticket.customID) {
            give(result, to: waiting, of: batch, now: now)
        } else {
            if batch.model == nil || batch.tickets.isEmpty { batch.nextAt = now }
            batch.model = ticket.model
            batch.tickets.append(waiting)
        }
        batches[mark] = batch
    }

    mutating func gather(_ waiting: Batch.Waiting, after pause: Int = 0, now: Int) {
        let ticket = waiting.ticket
        let place = groups.firstIndex {
            $0.run == ticket.run && $0.round == ticket.round && $0.model == ticket.model
                && $0.leftOut == ticket.leftOut
        }
        if place == nil {
            groups.append(
                Group(
                    model: ticket.model,
                    run: ticket.run,
                    round: ticket.round,
                    leftOut: ticket.leftOut,
                    since: now,
                    last: now,
                    notBefore: now
                )
            )
        }
        let group = place ?? groups.count - 1
        groups[group].notBefore = max(groups[group].notBefore, now + pause)
        groups[group].tickets.append(waiting)
        groups[group].bytes += waiting.bytes
        groups[group].last = now
    }

    /// When something is to be done, unless an answer comes before; nil while nothing is.
    public var wakeAt: Int? {
        var wake = groups.map(closesAt).min()
        for mark in marks {
            guard let batch = batches[mark], !batch.isBusy, !batch.tickets.isEmpty else { continue }
            wake = min(wake ?? .max, batch.nextAt)
        }
        return wake
    }

    private func closesAt(_ group: Group) -> Int {
        max(
            group.notBefore,
            min(group.last + clocks.quietMilliseconds, group.since + clocks.gatherMilliseconds)
        )
    }

    /// Ends a turn: closes batches, makes what calls are due.
    ///
    /// `wallMilliseconds` is time since 1970.
    public mutating func settle(now: Int, wallMilliseconds: Int64) -> [BatchEffect] {
        for group in groups.indices {
            let isFull =
                groups[group].tickets.count >= BatchDialect.requestsMax
                || groups[group].bytes >= bytesMax(of: groups[group].model)
            if isFull && groups[group].notBefore <= now || closesAt(groups[group]) <= now {
                handIn(group, now: now, wallMilliseconds: wallMilliseconds)
            }
        }
        groups.removeAll(where: \.tickets.isEmpty)
        for mark in marks { call(mark, now: now, wallMilliseconds: wallMilliseconds) }
        defer { effects.removeAll(keepingCapacity: true) }
        return effects
    }

    private func bytesMax(of model: Model) -> Int { BatchDialect(model)?.bytesMax ?? 0 }

    /// Makes batches of all that is gathered for a model; the arms of a pair are never parted.
    private mutating func handIn(_ group: Int, now: Int, wallMilliseconds: Int64) {
        let model = groups[group].model
        var rest = groups[group].tickets[...]
        while !rest.isEmpty {
            var bytes = 0
            var count = 0
            var names: Set<String> = []
            for waiting in rest {
                let isFull =
                    count >= BatchDialect.requestsMax || bytes >= bytesMax(of: model)
                let last = count > 0 ? rest[rest.startIndex + count - 1].ticket.pair : nil
                if isFull, last != waiting.ticket.pair { break }
                count += 1
                // One name twice in a batch would be rejected: whoever asks once more, under another
                // lease, waits for the first one's request.
                guard names.insert(waiting.ticket.customID).inserted else { continue }
                bytes += waiting.bytes
            }
            handIn(Array(rest.prefix(count)), of: groups[group], now, wallMilliseconds)
            rest = rest.dropFirst(count)
        }
        groups[group].tickets = []
    }

    private mutating func handIn(
        _ tickets: [Batch.Waiting],
        of group: Group,
        _ now: Int,
        _ wallMilliseconds: Int64
    ) {
        serial += 1
        var names: Set<String> = []
        let ids = tickets.map(\.ticket.customID).filter { names.insert($0).inserted }
        let digest = Digest(ofFields: [
            Array("\(group.run.name) \(group.model.id) \(group.round)".utf8),
            Array("\(wallMilliseconds) \(serial)".utf8), Array(ids.joined(separator: " ").utf8),
        ])
        let intent = BatchEntry.Intent(
            mark: "gapwatch-" + digest.hex.prefix(24),
            run: group.run,
            model: group.model.id,
            round: group.round,
            customIDs: ids,
            atMilliseconds: wallMilliseconds,
            leftOut: group.leftOut
        )
        effects.append(.keep(.intent(intent)))
        var batch = Batch(intent, tickets, of: group.model, clocks.pollMilliseconds)
        batch.nextAt = now
        open(batch)
    }

    private mutating func call(_ mark: String, now: Int, wallMilliseconds: Int64) {
        guard let batch = batches[mark], !batch.isBusy, !batch.tickets.isEmpty, batch.nextAt <= now,
            let model = batch.model
        else { return }
        // After a long absence it is looked at first: it may have ended in time.
        if batch.isUnfinished || batch.failures >= Batch.failuresMax,
            wallMilliseconds - batch.intent.atMilliseconds > clocks.patienceMilliseconds
        {
            giveUp(mark, "nothing of the batch could be had for two days", now: now)
            return
        }
        guard let requests = BatchRequests(model) else {
            refuse(mark, BatchDialect.refusal(of: model) ?? "", isLasting: true)
            return
        }
        guard let request = batch.request(of: requests) else {
            giveUp(mark, "the vendor named a place that cannot be asked", now: now)
            return
        }
        batches[mark]?.isBusy = true
        effects.append(.call(mark: mark, request, model))
    }

    // MARK: Ends

    /// Hands a result out.
    mutating func give(
        _ outcome: BatchLine.Outcome,
        to waiting: Batch.Waiting,
        of batch: Batch,
        now: Int
    ) {
        let result: Result<VendorResponse, BatchEffect.Unanswered> =
            switch outcome {
            case .response(let response): .success(response)
            case .unanswered(let words): .failure(.init(message: words))
            }
        effects.append(
            .answer(
                ask: waiting.ticket.ask,
                result,
                milliseconds: now - waiting.since,
                leftOut: batch.intent.leftOut
            )
        )
    }

    /// Nothing will come of a batch: each of its requests is told so, and may be made again.
    mutating func giveUp(_ mark: String, _ words: String, now: Int) {
        guard let batch = batches[mark] else { return }
        effects.append(.keep(.over(mark: mark, why: words)))
        close(mark)
        for waiting in batch.tickets {
            give(.unanswered(words), to: waiting, of: batch, now: now)
        }
    }

    /// A batch cannot be had at all.
    mutating func refuse(_ mark: String, _ words: String, isLasting: Bool, isOver: Bool = true) {
        let tickets = batches[mark]?.tickets ?? []
        batches[mark]?.tickets = []
        if isOver {
            effects.append(.keep(.over(mark: mark, why: words)))
            close(mark)
        }
        for waiting in tickets {
            effects.append(.refuse(ask: waiting.ticket.ask, words, isLasting: isLasting))
        }
    }
}
