import Bench
import Vendors

extension BatchDesk {
    /// A call about a batch has ended; words where no response came.
    public mutating func answered(
        _ mark: String,
        _ result: Result<VendorResponse, BatchEffect.Unanswered>,
        now: Int
    ) {
        guard var batch = batches[mark], batch.isBusy, let model = batch.model,
            let reading = BatchReading(model)
        else { return }
        batch.isBusy = false
        batches[mark] = batch
        switch result {
        case .failure(let error):
            fail(mark, VendorFailure(.transient, status: nil, message: error.message), now: now)
        case .success(let response):
            switch batch.step {
            case .upload:
                take(reading.file(response), mark, now: now) { desk, file in
                    desk.batches[mark]?.file = file
                    desk.batches[mark]?.step = .create
                    desk.batches[mark]?.nextAt = now
                }
            case .create:
                take(reading.batch(response), mark, now: now) { desk, view in
                    desk.taken(mark, view, now: now)
                }
            case .search(_, let page):
                take(reading.page(response), mark, now: now) { desk, found in
                    desk.searched(mark, found, page, now: now)
                }
            case .poll:
                take(reading.batch(response), mark, now: now) { desk, view in
                    desk.look(mark, view, now: now)
                }
            case .fetch(let places, let ending, let lines):
                fetched(mark, response, places, ending, lines, now: now)
            }
        }
    }

    private mutating func take<Value>(
        _ answer: BatchAnswer<Value>,
        _ mark: String,
        now: Int,
        _ good: (inout BatchDesk, Value) -> Void
    ) {
        switch answer {
        case .failure(let failure): fail(mark, failure, now: now)
        case .value(let value):
            batches[mark]?.failures = 0
            batches[mark]?.failingSince = nil
            good(&self, value)
        }
    }

    // MARK: Failures

    private mutating func fail(_ mark: String, _ failure: VendorFailure, now: Int) {
        guard var batch = batches[mark] else { return }
        batch.failures += 1
        batch.failingSince = batch.failingSince ?? now
        batch.nextAt = now + max(failure.waitMilliseconds ?? 0, batch.pause)
        let isFirst = batch.failures == 1
        batches[mark] = batch
        if isFirst {
            effects.append(.log("\(batch.intent.model): a batch's vendor: \(failure)"))
        }
        switch batch.step {
        case .upload, .create:
            guard failure.kind.isRetryable else {
                refuse(mark, "\(batch.intent.model): no batch: \(failure)", isLasting: true)
                return
            }
            guard batch.failures < Batch.failuresMax else {
                // Whether it was taken is not known: the next start looks for it.
                let isOver = batch.step == .upload || failure.kind == .rateLimited
                let words = "\(batch.intent.model): no batch could be handed in: \(failure)"
                refuse(mark, words, isLasting: false, isOver: isOver)
                if !isOver { batches[mark]?.step = .search(cursor: nil, page: 0) }
                return
            }
            // A vendor that says «too many» has not taken it; of any other failure nobody knows.
            if batch.step == .create, failure.kind != .rateLimited {
                batches[mark]?.step = .search(cursor: nil, page: 0)
            }
        case .search, .poll, .fetch:
            if failure.status == 404, batch.step != .search(cursor: nil, page: 0) {
                lose(mark, failure, now: now)
            } else if !failure.kind.isRetryable {
                refuse(
                    mark,
                    "\(batch.intent.model): its batch cannot be looked at: \(failure)",
                    isLasting: failure.kind == .authentication,
                    isOver: false
                )
            } else if case .search = batch.step, batch.failures >= Batch.failuresMax {
                let words = "\(batch.intent.model): the batches cannot be listed: \(failure)"
                refuse(mark, words, isLasting: false, isOver: false)
            }
        }
    }

    /// The vendor knows nothing of what it once had.
    private mutating func lose(_ mark: String, _ failure: VendorFailure, now: Int) {
        guard let batch = batches[mark], batch.failures >= 3 else { return }
        if case .fetch(let places, let ending, let lines) = batch.step {
            next(mark, Array(places.dropFirst()), ending, lines, now: now)
        } else {
            giveUp(mark, "the vendor does not know the batch any more", now: now)
        }
    }

    // MARK: Handed in

    private mutating func taken(_ mark: String, _ view: BatchView, now: Int) {
        guard let batch = batches[mark] else { return }
        effects.append(.keep(.taken(mark: mark, id: view.id)))
        effects.append(
            .log(
                "\(batch.intent.model): batch \(view.id) with \(batch.intent.customIDs.count) "
                    + "requests is with its vendor"
            )
        )
        batches[mark]?.id = view.id
        batches[mark]?.isGuess = false
        batches[mark]?.step = .poll
        batches[mark]?.nextAt = now + clocks.pollMilliseconds
        if view.isAccepted { letGo(mark) }
    }

    /// What was said is with the vendor; kept here it would fill the memory for a day.
    private mutating func letGo(_ mark: String) {
        for place in batches[mark]?.tickets.indices ?? 0..<0 {
            batches[mark]?.tickets[place].ticket.body = []
        }
        if let model = batches[mark]?.model?.id { roomPauses[model] = nil }
    }

    /// The vendor has room for no more now: the same requests are handed in again later.
    private mutating func wait(_ mark: String, _ words: String, now: Int) {
        guard let batch = batches[mark], let model = batch.model?.id else { return }
        // After a start only the vendor has what was said.
        guard batch.tickets.allSatisfy({ !$0.ticket.body.isEmpty }) else {
            giveUp(mark, words, now: now)
            return
        }
        let pause = roomPauses[model] ?? clocks.pollMilliseconds
        roomPauses[model] = min(2 * pause, clocks.pollMillisecondsMax)
        effects.append(.keep(.over(mark: mark, why: words)))
        effects.append(
            .log("\(batch.intent.model): \(words); handed in again in \(pause / 1000) s")
        )
        close(mark)
        for waiting in batch.tickets {
            if Int64(now - waiting.since) > clocks.patienceMilliseconds {
                give(.unanswered(words), to: waiting, of: batch, now: now)
            } else {
                gather(waiting, after: pause, now: now)
            }
        }
    }

    /// Looks for a batch of ours in a page of all.
    private mutating func searched(_ mark: String, _ found: BatchPage, _ page: Int, now: Int) {
        guard let batch = batches[mark], let dialect = batch.model.flatMap({ BatchDialect($0) })
        else { return }
        if dialect.carriesMark {
            if let view = found.batches.first(where: { $0.mark == mark }) {
                taken(mark, view, now: now)
                batches[mark]?.nextAt = now
                return
            }
        } else if let view = found.batches.last(where: { isCandidate($0, for: batch) }) {
            batches[mark]?.id = view.id
            batches[mark]?.isGuess = true
            batches[mark]?.step = .poll
            batches[mark]?.nextAt = now
            return
        }
        let isFull = found.batches.count >= BatchRequests.pageCount
        let cursor = dialect == .mistral ? (isFull ? String(page + 1) : nil) : found.next
        if let cursor, page + 1 < Batch.pagesMax {
            batches[mark]?.step = .search(cursor: cursor, page: page + 1)
            batches[mark]?.nextAt = now
            return
        }
        guard batch.isMissed else {
            batches[mark]?.isMissed = true
            batches[mark]?.step = .search(cursor: nil, page: 0)
            batches[mark]?.nextAt = now + 2 * clocks.pollMilliseconds
            return
        }
        missing(mark, now: now)
    }

    /// Whether a batch without marks may be ours: its size and its time fit, and no other journal
    /// entry has it.
    private func isCandidate(_ view: BatchView, for batch: Batch) -> Bool {
        let earliest = Instant.text(milliseconds: batch.intent.atMilliseconds - 60_000)
        return view.requests == batch.intent.customIDs.count
            && !batch.strangers.contains(view.id)
            && (view.createdAt.map { $0.prefix(19) >= earliest.prefix(19) } ?? true)
            && !batches.values.contains { !$0.isGuess && $0.id == view.id }
    }

    /// The vendor has no such batch: its requests are handed in anew.
    private mutating func missing(_ mark: String, now: Int) {
        guard let batch = batches[mark] else { return }
        let words = "the vendor has no such batch"
        effects.append(.keep(.over(mark: mark, why: words)))
        effects.append(
            .log("\(batch.intent.model): \(words); its requests are handed in once more")
        )
        close(mark)
        for waiting in batch.tickets {
            let ticket = waiting.ticket
            let name = Name(run: ticket.run, customID: ticket.customID, round: ticket.round)
            regathered[name, default: 0] += 1
            if regathered[name, default: 0] > Self.regatheredMax {
                let text = "\(ticket.model.id): no batch of it is ever taken"
                effects.append(.refuse(ask: ticket.ask, text, isLasting: false))
            } else {
                put(waiting, now: now)
            }
        }
    }

    // MARK: Watched

    private mutating func look(_ mark: String, _ view: BatchView, now: Int) {
        guard var batch = batches[mark] else { return }
        switch view.state {
        case .waiting:
            if view.isAccepted {
                letGo(mark)
                batch = batches[mark] ?? batch
            }
            batch.isUnfinished = true
            batch.nextAt = now + batch.pollWait
            batch.pollWait = min(batch.pollWait * 2, clocks.pollMillisecondsMax)
            batches[mark] = batch
        case .ended(let ending, let places, let lines):
            next(mark, places, ending, lines, now: now)
        case .noRoom(let words): wait(mark, words, now: now)
        case .rejected(let reasons):
            refuse(
                mark,
                "\(batch.intent.model): the vendor rejected the batch as a whole: "
                    + reasons.joined(separator: "; "),
                isLasting: true
            )
        }
    }

    private mutating func fetched(
        _ mark: String,
        _ response: VendorResponse,
        _ places: [BatchPlace],
        _ ending: BatchEnding,
        _ lines: [BatchLine],
        now: Int
    ) {
        guard let batch = batches[mark], let model = batch.model,
            let dialect = BatchDialect(model)
        else { return }
        guard (200..<300).contains(response.status) else {
            let words = "the results cannot be had"
            fail(
                mark,
                VendorFailure(.transient, status: response.status, message: words),
                now: now
            )
            return
        }
        batches[mark]?.failures = 0
        batches[mark]?.failingSince = nil
        let (more, unread) = BatchLine.read(response.body, dialect)
        if unread > 0 {
            effects.append(.log("\(batch.intent.model): \(unread) lines of a batch are unreadable"))
        }
        next(mark, Array(places.dropFirst()), ending, lines + more, now: now)
    }

    /// The next file of results, or the end.
    private mutating func next(
        _ mark: String,
        _ places: [BatchPlace],
        _ ending: BatchEnding,
        _ lines: [BatchLine],
        now: Int
    ) {
        if places.isEmpty {
            end(mark, ending, lines, now: now)
        } else {
            batches[mark]?.step = .fetch(places, ending, lines)
            batches[mark]?.nextAt = now
        }
    }

    /// Gives the results out: the first line of a name counts, and names that nobody asked for do not.
    private mutating func end(
        _ mark: String,
        _ ending: BatchEnding,
        _ lines: [BatchLine],
        now: Int
    ) {
        guard var batch = batches[mark] else { return }
        let ours = Set(batch.intent.customIDs)
        var results: [String: BatchLine.Outcome] = [:]
        var twice = 0
        var unknown = 0
        for line in lines {
            guard let id = line.customID, ours.contains(id) else {
                unknown += 1
                continue
            }
            if results[id] == nil { results[id] = line.outcome } else { twice += 1 }
        }
        if batch.isGuess {
            guard !results.isEmpty else {
                batch.strangers.insert(batch.id ?? "")
                batch.id = nil
                batch.isGuess = false
                batch.step = .search(cursor: nil, page: 0)
                batch.nextAt = now
                batches[mark] = batch
                return
            }
            effects.append(.keep(.taken(mark: mark, id: batch.id ?? "")))
            batch.isGuess = false
        }
        let answered = results.values.count { if case .response = $0 { true } else { false } }
        var words =
            "\(batch.intent.model): batch \(batch.id ?? "") is \(ending.rawValue): "
            + "\(answered) of \(ours.count) requests have a result"
        if twice > 0 { words += ", \(twice) lines came twice" }
        if unknown > 0 { words += ", \(unknown) lines are of requests that are not in it" }
        effects.append(.log(words))
        for waiting in batch.tickets {
            let id = waiting.ticket.customID
            // Two may wait for one request: a lease that ended, and the one after it.
            give(
                results[id]
                    ?? .unanswered("the batch is \(ending.rawValue) without a result for it"),
                to: waiting,
                of: batch,
                now: now
            )
        }
        for waiting in batch.tickets { results[waiting.ticket.customID] = nil }
        // What nobody has asked for since the start is kept for whoever does; the rest can be had
        // from the vendor once more.
        batch.tickets = []
        batch.results = results
        batch.step = .poll
        batches[mark] = batch
    }
}
