import Bench
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Signing
import Synchronization

/// Vendors on loopback whose models are subjects with a known truth, in every wire format.
///
/// Their wire formats are real, their answers made up: whoever shows a number that comes from
/// here says that it is simulated.
public final class SimulatedVendors: Sendable {
    let seed: UInt64
    private let key: String
    private let latencyMilliseconds: Int
    let phase: Atomic<Int>
    private let tries = Mutex<[UInt64: Int]>([:])
    private let requests = Atomic<Int>(0)
    private let memory = Mutex(Memory())

    /// Requests whose first attempts are remembered, at most.
    static let triesMax = 500_000
    /// The bytes of a request, at most.
    static let bodyBytesMax = 8 << 20
    /// What stands behind a model's name where Gemini takes a batch.
    private static let batchVerb = ":batchGenerateContent"

    /// Vendors whose answers follow from `seed`; requests must bring `key`.
    public init(seed: UInt64, key: String, latencyMilliseconds: Int = 0) {
        self.seed = seed
        self.key = key
        self.latencyMilliseconds = latencyMilliseconds
        phase = Atomic(1)
    }

    /// Requests that came so far.
    public var requestCount: Int { requests.load(ordering: .relaxed) }

    /// From now on subjects behave as in that phase, counted from 1.
    public func enter(phase number: Int) { phase.store(number, ordering: .relaxed) }

    /// Says what will arrive of a scenario, so that subjects recognise its arms.
    ///
    /// Once anything was said, what arrives and was not announced is recognised as no arm.
    public func expect(_ pack: Pack, scenario: Int) {
        let beliefs = Belief.ofArms(in: pack)
        memory.withLock { $0.learn(pack, scenario: scenario, beliefs: beliefs) }
    }

    /// Says what will arrive of a whole pack.
    public func expect(_ pack: Pack) {
        let beliefs = Belief.ofArms(in: pack)
        for scenario in pack.scenarios.indices {
            memory.withLock { $0.learn(pack, scenario: scenario, beliefs: beliefs) }
        }
    }

    /// What a request stands for; nil where subjects go by its words.
    private func known(_ asked: Asked) -> Known? {
        memory.withLock { memory in
            if memory.isEmpty { return nil }
            return memory.recognise(asked.conversation)
                ?? Known(belief: .neither, scenario: asked.user, script: .lines)
        }
    }

    /// Serves on 127.0.0.1 until the task is cancelled.
    ///
    /// `started` hears the port.
    public func run(port: Int, started: @escaping @Sendable (Int) async -> Void) async throws {
        let router = Router()
        let batches = SimulatedBatches(vendors: self)
        batches.add(to: router)
        for path in ["/v1/chat/completions", "/chat/completions"] {
            router.post(RouterPath(path)) { request, _ in
                try await self.answer(request, .chat, model: nil)
            }
        }
        for path in ["/v1/responses", "/responses"] {
            router.post(RouterPath(path)) { request, _ in
                try await self.answer(request, .responses, model: nil)
            }
        }
        router.post("/model/{name}/converse") { request, context in
            let name = context.parameters.get("name") ?? ""
            return try await self.answer(request, .converse, model: name)
        }
        router.post("/v1/messages") { request, _ in
            try await self.answer(request, .messages, model: nil)
        }
        for path in ["/v1beta/models/{call}", "/v1/models/{call}"] {
            router.post(RouterPath(path)) { request, context in
                let call = context.parameters.get("call") ?? ""
                if call.hasSuffix(Self.batchVerb) {
                    let name = String(call.dropLast(Self.batchVerb.utf8.count))
                    return try await batches.createGemini(request, model: name)
                }
                let name = call.hasSuffix(":generateContent") ? String(call.dropLast(16)) : call
                return try await self.answer(request, .generate, model: name)
            }
        }
        router.get("/v1/models") { _, _ in
            Self.response(
                200,
                [
                    "object": "list",
                    "data": .array(
                        Subject.everyone.map {
                            ["id": JSON($0.name), "object": "model"]
                        }
                    ),
                ]
            )
        }
        router.get("/health") { _, _ in
            Self.response(
                200,
                [
                    "status": "ok", "simulated": true, "requests": JSON(self.requestCount),
                    "batched": JSON(batches.batchedCount),
                ]
            )
        }
        let application = Application(
            router: router,
            configuration: .init(
                address: .hostname("127.0.0.1", port: port),
                serverName: "simulated"
            ),
            onServerRunning: { channel in await started(channel.localAddress?.port ?? port) },
            logger: Self.quiet
        )
        try await application.run()
    }

    private static let quiet: Logger = {
        var logger = Logger(label: "simulated")
        logger.logLevel = .critical
        return logger
    }()

    private func answer(
        _ request: Request,
        _ format: WireFormat,
        model: String?
    ) async throws -> Response {
        requests.wrappingAdd(1, ordering: .relaxed)
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: Self.bodyBytesMax)
        } catch is NIOTooManyBytesError {
            return Self.error(format, 413, "the request is larger than \(Self.bodyBytesMax) bytes")
        }
        let body = Array(buffer.readableBytesView)
        guard isKeyGood(request, format, body) else {
            return Self.error(format, 401, "the key is not valid here")
        }
        guard let asked = Asked(format, model: model, body: body) else {
            return Self.error(format, 400, "the request is not understood")
        }
        guard let subject = Subject.everyone.first(where: { $0.name == asked.model }) else {
            return Self.error(format, 404, "the model `\(asked.model)` does not exist")
        }
        let draw = HTTPField.Name("x-gapwatch-draw").flatMap { request.headers[$0] } ?? ""
        let acting = Acting(
            subject: subject,
            seed: seed,
            phase: phase.load(ordering: .relaxed)
        )
        if latencyMilliseconds > 0 {
            try await Task.sleep(for: .milliseconds(latencyMilliseconds))
        }
        if subject.quirk == .judge {
            let text = acting.judge(prompt: asked.user, draw: draw)
            let answer = Answer(
                subject: subject,
                asked: asked,
                text: text,
                thought: nil,
                isBlocked: false,
                draw: Digest(ofFields: [Array(asked.user.utf8), Array(draw.utf8)]).seed
            )
            return Self.response(200, answer.json(as: format))
        }
        let act = acting.act(
            system: asked.system,
            user: asked.user,
            draw: draw,
            known: known(asked),
            conversation: asked.conversation
        )
        let answer = Answer(
            subject: subject,
            asked: asked,
            text: act.text,
            call: act.call,
            thought: act.thought,
            isBlocked: act.isBlocked,
            draw: act.draw
        )
        if subject.quirk == .flaky, let mishap = mishap(act.draw) {
            return try await suffer(mishap, format, answer)
        }
        return Self.response(200, answer.json(as: format))
    }

    func isKeyGood(_ request: Request, _ format: WireFormat, _ body: [UInt8]) -> Bool {
        let isBearer = request.headers[.authorization] == "Bearer \(key)"
        return switch format {
        case .chat, .responses: isBearer || request.headers[SimulatedVendors.apiKey] == key
        // Anthropic's own clients send either; of both, `x-api-key` counts.
        case .messages: request.headers[SimulatedVendors.anthropicKey].map { $0 == key } ?? isBearer
        case .generate: request.headers[SimulatedVendors.googleKey] == key || isBearer
        case .converse: isBearer || SignatureCheck(key: key).isGood(request, body)
        }
    }

    private static let apiKey = SimulatedVendors.header("api-key")
    private static let anthropicKey = SimulatedVendors.header("x-api-key")
    private static let googleKey = SimulatedVendors.header("x-goog-api-key")

    private static func header(_ name: String) -> HTTPField.Name {
        // The names above are tokens; another one would only never be found.
        HTTPField.Name(name) ?? .authorization
    }

    /// What befalls a flaky subject's request.
    private enum Mishap { case tooMany, broken, overloaded, cutOff, slow }

    /// First attempts at a fifth of the replies go wrong, second ones at a few; third ones never.
    private func mishap(_ draw: UInt64) -> Mishap? {
        let attempt = tries.withLock { tries in
            if tries.count >= Self.triesMax { tries.removeAll() }
            tries[draw, default: 0] += 1
            return tries[draw] ?? 1
        }
        let lot = Int(draw % 100)
        if attempt == 2 { return lot < 3 ? .broken : nil }
        guard attempt == 1 else { return nil }
        switch lot {
        case 0..<8: return .tooMany
        case 8..<12: return .broken
        case 12..<16: return .overloaded
        case 16..<20: return .cutOff
        case 20..<24: return .slow
        default: return nil
        }
    }

    private func suffer(
        _ mishap: Mishap,
        _ format: WireFormat,
        _ answer: Answer
    ) async throws -> Response {
        switch mishap {
        case .tooMany:
            var response = Self.error(format, 429, "too many requests")
            if let name = HTTPField.Name("retry-after-ms") { response.headers[name] = "60" }
            return response
        case .broken: return Self.error(format, 500, "the server had an error")
        case .overloaded: return Self.error(format, 503, "overloaded")
        case .cutOff:
            let bytes = answer.json(as: format).bytes
            return Self.response(200, Array(bytes[..<(bytes.count / 2)]))
        case .slow:
            try await Task.sleep(for: .milliseconds(250))
            return Self.response(200, answer.json(as: format))
        }
    }

    static func error(_ format: WireFormat, _ status: Int, _ message: String) -> Response {
        var response = response(status, VendorErrors.json(format, status: status, message))
        if format == .converse, let name = HTTPField.Name("x-amzn-ErrorType") {
            response.headers[name] = VendorErrors.amazonType(status)
        }
        return response
    }

    static func response(_ status: Int, _ json: JSON) -> Response {
        response(status, json.bytes)
    }

    static func response(_ status: Int, _ bytes: [UInt8]) -> Response {
        Response(
            status: .init(code: status),
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
