import Asking
import Batches
import Bench
import Cache
import Cluster
import Link
import Transfers
import Vendors

extension WorkerEngine {
    /// What the worker's thread owns.
    struct State {
        static let tickMilliseconds = 250

        var worker: Worker
        let engine: WorkerEngine
        var connection: LinkConnection?
        var handled = 0
        var asks: [AskID: Asking] = [:]
        var waits: [(at: Moment, ask: AskID)] = []
        var connectAt: (at: Moment, endpoints: [String])?
        var hasWarned = false
        /// Samples without a slot, until their wait is over.
        var parked: Set<AskID> = []
        var death: Death
        var learnt = Learnt()
        var cache: ReplyCache?
        /// The cache key of each request that is under way.
        var keys: [AskID: Digest] = [:]
        var post: BatchPost?

        init(worker: Worker, engine: WorkerEngine) {
            self.worker = worker
            self.engine = engine
            death = engine.death
            cache = engine.cache
            post = engine.batches
        }

        func nextWake(after now: Moment) -> Moment {
            var wake = now + Self.tickMilliseconds
            if let first = waits.first?.at { wake = min(wake, first) }
            if let connectAt { wake = min(wake, connectAt.at) }
            if let at = post?.wakeAt { wake = min(wake, at) }
            return wake
        }

        mutating func take(_ event: Event, now: Moment) {
            switch event {
            case .link(.opened(let link, _)):
                connection = link
                worker.seal = engine.seal()
                worker.connected(now: now)
            case .link(.received(let item)):
                handled += 1
                worker.receive(item, now: now)
            case .link(.progress): worker.hear(now: now)
            case .link(.fault(let error)): worker.fault(error, now: now)
            case .link(.closed):
                connection = nil
                worker.disconnected(now: now)
            case .unreachable(let error):
                if !hasWarned { engine.log("\(error); trying again") }
                hasWarned = true
                worker.unreachable("\(error)", now: now)
            case .answered(let id, let response, let milliseconds):
                post?.directEnded()
                while let next = post?.nextDirect() { send(next, now: now) }
                answered(id, response, milliseconds: milliseconds, now: now)
            case .batch(let mark, let result): post?.answered(mark, result, now: now)
            case .hollow(let id, let record): worker.finished(id, .record(record), now: now)
            case .drain:
                for id in post?.drain(log: engine.log) ?? [] {
                    asks[id] = nil
                    worker.abandon(id)
                }
                worker.drain(now: now)
            }
        }

        private mutating func answered(
            _ id: AskID,
            _ response: Result<VendorResponse, Asking.NoResponse>,
            inBatch: Bool = false,
            milliseconds: Int,
            now: Moment
        ) {
            let key = keys.removeValue(forKey: id)
            guard var asking = asks[id] else { return }
            let model = asking.asked
            let step = asking.answered(
                response,
                inBatch: inBatch,
                durationMilliseconds: milliseconds,
                nowMilliseconds: Clocks.wallMilliseconds()
            )
            asks[id] = asking
            learnt.merge(asking.learnt)
            if let key, asking.isAnswered { keep(response, under: key) }
            settle(asking, model, step, id, now: now)
            follow(step, id, now: now)
        }

        /// Does what the desk of batches wants.
        private mutating func workBatches(now: Moment) -> End? {
            guard let effects = post?.settle(now: now) else { return nil }
            for effect in effects {
                switch effect {
                case .keep(let entry):
                    do { try post?.keep(entry) } catch {
                        connection?.close()
                        return End(reason: "\(error)", isFailure: true)
                    }
                    death.comesNearer()
                case .call(let mark, let request, let model):
                    engine.call(mark, request, to: model)
                case .answer(let ask, let result, let milliseconds, let leftOut):
                    let id = AskID(number: ask)
                    asks[id]?.take(leftOut: leftOut)
                    answered(
                        id,
                        result.mapError { .init(message: $0.message, isUnreachable: false) },
                        inBatch: true,
                        milliseconds: milliseconds,
                        now: now
                    )
                case .refuse(let ask, let text, let isLasting):
                    let id = AskID(number: ask)
                    asks[id] = nil
                    worker.finished(id, .incapable(text, isLasting: isLasting), now: now)
                case .log(let text): engine.log(text)
                }
            }
            worker.wait(for: post?.notes(now: now) ?? [])
            return nil
        }

        /// Sends a request the way that is its: by batch, directly, or when there is room.
        private mutating func send(_ id: AskID, now: Moment) {
            guard let asking = asks[id], case .send(let request, let model) = asking.request()
            else {
                return
            }
            guard post != nil, !model.isPlanted else {
                send(request, to: model, for: id)
                return
            }
            switch post?.way(of: asking, id, under: worker.lease(of: id), now: now) {
            case .directly: send(request, to: model, for: id)
            case .byBatch, .later, nil: break
            case .never(let text):
                asks[id] = nil
                worker.finished(id, .incapable(text, isLasting: true), now: now)
            case .abandoned:
                asks[id] = nil
                worker.abandon(id)
            }
        }

        /// Does what the machine wants until it wants nothing more.
        ///
        /// Only with the last of what is at hand is anything delivered: one sync of the spool does
        /// for all of it.
        mutating func act(now: Moment, isLast: Bool) -> End? {
            while let first = waits.first, first.at <= now {
                waits.removeFirst()
                guard let asking = asks[first.ask] else { continue }
                if parked.remove(first.ask) != nil {
                    worker.resume(first.ask)
                } else {
                    follow(asking.request(), first.ask, now: now)
                }
            }
            if let next = connectAt, next.at <= now {
                connectAt = nil
                engine.connect(to: next.endpoints)
            }
            if let end = workBatches(now: now) { return end }
            for effect in worker.settle(now: now, delivers: isLast) {
                switch effect {
                case .connect(let wait, let endpoints): connectAt = (now + wait, endpoints)
                case .keep(let entries):
                    if let end = keep(entries) { return end }
                case .send(let bytes): connection?.send(bytes)
                case .disconnect: connection?.close()
                case .ask(let id, let plan, let sample) where engine.isHollow:
                    engine.mailbox.put(.hollow(id, Self.hollow(sample, of: plan)))
                case .ask(let id, let plan, let sample):
                    let asking = Asking(
                        sample,
                        of: plan,
                        nowMilliseconds: Clocks.wallMilliseconds(),
                        retries: engine.retries,
                        learnt: learnt
                    )
                    let step = asking.request()
                    if case .done(let record) = step {
                        // Through the mailbox, so that the turn that this starts follows at once.
                        engine.mailbox.put(.hollow(id, record))
                        continue
                    }
                    asks[id] = asking
                    post?.note(id, sample, of: plan)
                    if plan.spec.roster.models[sample.model].isPlanted {
                        engine.planted.expect(plan.spec.pack, scenario: sample.scenario)
                    }
                    follow(step, id, isAdmitted: true, now: now)
                case .again(let id):
                    guard let asking = asks[id] else { continue }
                    follow(asking.request(), id, isAdmitted: true, now: now)
                case .resumed(let id):
                    guard let asking = asks[id] else { continue }
                    follow(asking.request(), id, now: now)
                case .receipt(let receipt):
                    do { try engine.spool?.append(receipt) } catch { engine.log("\(error)") }
                case .log(let text): engine.log(text)
                case .stop(let reason, let isFailure):
                    connection?.close()
                    return End(reason: reason, isFailure: isFailure)
                }
            }
            if handled > 0 { connection?.handled(handled) }
            handled = 0
            return nil
        }

        /// A record that says that nobody was asked, so that it can never pass for a measurement.
        private static func hollow(_ sample: Sample, of plan: Plan) -> Record {
            Record(
                sample: sample.index,
                key: plan.key(of: sample),
                outcome: .notRun,
                reason: "a hollow worker asked nobody",
                askedAtMilliseconds: Clocks.wallMilliseconds(),
                durationMilliseconds: 0
            )
        }

        /// Results that are not safe are not delivered: a full disk ends the worker.
        private mutating func keep(_ entries: [SpoolEntry]) -> End? {
            do {
                try engine.spool?.append(entries)
                death.comesNearer()
                return nil
            } catch {
                connection?.close()
                return End(reason: "\(error)", isFailure: true)
            }
        }

        /// An attempt has ended: what it has used is counted, and complaints are passed on.
        private mutating func settle(
            _ asking: Asking,
            _ model: Model,
            _ step: Asking.Step,
            _ id: AskID,
            now: Moment
        ) {
            let use = asking.lastUse
            let amounts = use.tokens.map {
                Amounts(requests: 1, tokens: $0, nanodollars: use.nanodollars ?? 0)
            }
            worker.answered(id, used: amounts)
            switch step {
            case .wait(_, isThrottled: true), .park:
                worker.throttled(
                    id,
                    by: model,
                    waitMilliseconds: asking.waitAsked,
                    isSpent: false,
                    text: "it asks to wait",
                    now: now
                )
            case .incapable(let text, _, isSpent: true):
                worker.throttled(
                    id,
                    by: model,
                    waitMilliseconds: 0,
                    isSpent: true,
                    text: text,
                    now: now
                )
            default: break
            }
        }

        private mutating func follow(
            _ step: Asking.Step,
            _ id: AskID,
            isAdmitted: Bool = false,
            now: Moment
        ) {
            switch step {
            case .send where isAdmitted: send(id, now: now)
            case .send(let request, let model):
                worker.again(
                    id,
                    model: model,
                    bytes: request.body.count,
                    outputTokensMax: asks[id]?.outputTokensMax,
                    now: now
                )
            case .wait(let milliseconds, _), .park(let milliseconds):
                if case .park = step, worker.park(id) { parked.insert(id) }
                let at = now + milliseconds
                let place = waits.firstIndex { $0.at > at } ?? waits.count
                waits.insert((at, id), at: place)
            case .done(let record):
                asks[id] = nil
                post?.forget(id)
                worker.finished(id, .record(record), now: now)
            case .incapable(let text, let isLasting, _):
                asks[id] = nil
                post?.forget(id)
                worker.finished(id, .incapable(text, isLasting: isLasting), now: now)
            }
        }

        /// Makes one request, or answers it from the cache.
        private mutating func send(_ request: VendorRequest, to model: Model, for id: AskID) {
            if let cache, let asking = asks[id], !model.isPlanted {
                let key = ReplyCache.key(of: request, apart: asking.apart)
                if let reply = cache.reply(key) {
                    engine.mailbox.put(.answered(id, .success(reply), milliseconds: 0))
                    return
                }
                keys[id] = key
            }
            engine.send(request, to: model, for: id)
        }

        /// Keeps a reply; a cache that is full or gone costs no sample.
        private mutating func keep(_ answer: VendorDoor.Answer, under key: Digest) {
            guard case .success(let response) = answer, (200..<300).contains(response.status)
            else { return }
            do { try cache?.keep(response, under: key) } catch {
                engine.log("\(error); nothing more is kept")
                cache = nil
            }
        }
    }
}
