import Asking
import Batches
import Bench
import Cache
import Cluster
import Link
import NIOCore
import Transfers
import Vendors

/// The worker's shell: one thread that feeds the state machine, and asks through libcurl.
final class WorkerEngine: Sendable {
    enum Event: Sendable {
        case link(LinkEvent)
        case unreachable(LinkError)
        case answered(AskID, Result<VendorResponse, Asking.NoResponse>, milliseconds: Int)
        case hollow(AskID, Record)
        case batch(String, Result<VendorResponse, BatchEffect.Unanswered>)
        case drain
    }

    /// Why a worker ended.
    struct End: Sendable {
        var reason: String
        var isFailure: Bool
    }

    /// Events that are dealt with before slots are filled again.
    static let partMax = 8

    let mailbox = Mailbox<Event>()
    private let address: Address
    private let protection: @Sendable () throws -> Protection
    let seal: @Sendable () -> (@Sendable ([UInt8]) -> String?)?
    private let group: any EventLoopGroup
    private let door: VendorDoor
    let isHollow: Bool
    let retries: RetryPolicy
    let cache: ReplyCache?
    let spool: Spool?
    let batches: BatchPost?
    let death: Death
    let planted = PlantedVendors()
    let log: @Sendable (String) -> Void

    init(
        address: Address,
        protection: @escaping @Sendable () throws -> Protection,
        seal: @escaping @Sendable () -> (@Sendable ([UInt8]) -> String?)? = { nil },
        group: any EventLoopGroup,
        door: VendorDoor,
        isHollow: Bool = false,
        retries: RetryPolicy = .standard,
        cache: ReplyCache? = nil,
        spool: Spool? = nil,
        batches: BatchPost? = nil,
        death: Death = Death(),
        log: @escaping @Sendable (String) -> Void
    ) {
        self.address = address
        self.protection = protection
        self.seal = seal
        self.group = group
        var door = door
        door.planted = planted
        self.door = door
        self.isHollow = isHollow
        self.retries = retries
        self.cache = cache
        self.spool = spool
        self.batches = batches
        self.death = death
        self.log = log
    }

    /// Works until the coordinator is out of reach for too long, or the worker is drained.
    func start(
        _ identity: WorkerIdentity,
        policy: AskPolicy,
        ended: @escaping @Sendable (End) -> Void
    ) -> Bool {
        var worker = Worker(identity, policy: policy)
        if let spool { worker.recover(spool.recovered, now: Clocks.now()) }
        if let batches { worker.recover(bought: batches.bought) }
        let first = worker
        return EngineThread.start { ended(self.work(first)) }
    }

    /// Finish what is in flight, hand everything back, end.
    func drain() { mailbox.put(.drain) }

    private func work(_ worker: Worker) -> End {
        var state = State(worker: worker, engine: self)
        connect(to: [])
        defer { planted.stop() }
        while true {
            let wait = state.nextWake(after: Clocks.now())
            // A wave of replies is dealt with in small parts, so that the first free slots are
            // filled before the last reply has been scored.
            var events = mailbox.take(until: wait)[...]
            repeat {
                for event in events.prefix(Self.partMax) { state.take(event, now: Clocks.now()) }
                events = events.dropFirst(Self.partMax)
                if let end = state.act(now: Clocks.now(), isLast: events.isEmpty) { return end }
            } while !events.isEmpty
        }
    }

    /// Connects to the first endpoint that can be read as an address, or to the usual one.
    func connect(to endpoints: [String]) {
        let next = endpoints.lazy.compactMap { try? Address($0) }.first
        let protection: Protection
        do { protection = try self.protection() } catch {
            let text = "\(error)"
            mailbox.put(.unreachable(.certificate(file: "certificate", detail: text)))
            return
        }
        Connector.connect(
            to: next ?? address,
            protection: protection,
            group: group,
            tell: { self.mailbox.put(.link($0)) },
            failed: { self.mailbox.put(.unreachable($0)) }
        )
    }

    /// Makes one request.
    func send(_ request: VendorRequest, to model: Model, for id: AskID) {
        let mailbox = mailbox
        door.send(request, to: model) { answer, milliseconds in
            mailbox.put(.answered(id, answer, milliseconds: milliseconds))
        }
    }

    /// Makes one request about a batch.
    func call(_ mark: String, _ request: VendorRequest, to model: Model) {
        let mailbox = mailbox
        let limits = TransferLimits(bodyBytesMax: BatchPost.resultBytesMax)
        door.send(request, to: model, limits: limits) { answer, _ in
            mailbox.put(.batch(mark, answer.mapError { .init(message: $0.message) }))
        }
    }
}
