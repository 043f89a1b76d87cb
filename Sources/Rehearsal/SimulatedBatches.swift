import Bench
import Glibc
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// The batch doors of the simulated vendors.
///
/// What is asked in a batch is answered as if it were asked directly with the custom id as draw.
final class SimulatedBatches: Sendable {
    private let vendors: SimulatedVendors
    private let shelf = Mutex(BatchShelf())
    private let batched = Atomic<Int>(0)

    init(vendors: SimulatedVendors) { self.vendors = vendors }

    /// Requests that came in batches so far.
    var batchedCount: Int { batched.load(ordering: .relaxed) }

    /// A request that is not served, and why.
    private struct Refusal: Error {
        var status: Int
        var message: String
    }

    /// What a list shows where the client does not say.
    static let pageCount = 20
    /// What a list shows at most.
    static let pageCountMax = 100

    /// Gemini's door for new batches is a verb of a path that the vendors serve themselves.
    func add(to router: Router<BasicRequestContext>) {
        addOpenAI(to: router)
        addMistral(to: router)
        addAnthropic(to: router)
        router.get("/v1beta/batches/{id}") { request, context in
            try await self.show(request, .gemini, context.parameters.get("id"))
        }
        router.get("/v1beta/batches") { request, _ in try await self.listGemini(request) }
    }

    private func addOpenAI(to router: Router<BasicRequestContext>) {
        router.post("/v1/files") { request, _ in try await self.upload(request) }
        router.post("/v1/batches") { request, _ in try await self.createOpenAI(request) }
        // Google's newer clients ask for `v1`, too: their key tells them apart.
        router.get("/v1/batches/{id}") { request, context in
            try await self.show(
                request,
                Self.isGoogle(request) ? .gemini : .openAI,
                context.parameters.get("id")
            )
        }
        router.get("/v1/batches") { request, _ in
            if Self.isGoogle(request) { return try await self.listGemini(request) }
            return try await self.list(request, .openAI)
        }
        router.get("/v1/files/{id}/content") { request, context in
            try await self.content(request, context.parameters.get("id") ?? "")
        }
    }

    private func addMistral(to router: Router<BasicRequestContext>) {
        router.post("/v1/batch/jobs") { request, _ in try await self.createMistral(request) }
        router.get("/v1/batch/jobs/{id}") { request, context in
            try await self.show(request, .mistral, context.parameters.get("id"))
        }
        router.get("/v1/batch/jobs") { request, _ in try await self.listMistral(request) }
    }

    private func addAnthropic(to router: Router<BasicRequestContext>) {
        router.post("/v1/messages/batches") { request, _ in
            try await self.createAnthropic(request)
        }
        router.get("/v1/messages/batches/{id}") { request, context in
            try await self.show(request, .anthropic, context.parameters.get("id"))
        }
        router.get("/v1/messages/batches") { request, _ in
            try await self.list(request, .anthropic)
        }
        router.get("/v1/messages/batches/{id}/results") { request, context in
            try await self.results(request, context.parameters.get("id") ?? "")
        }
    }

    private static func isGoogle(_ request: Request) -> Bool {
        HTTPField.Name("x-goog-api-key").map { request.headers[$0] != nil } ?? false
    }

    // MARK: Served or refused

    private static func format(_ dialect: BatchJob.Dialect) -> WireFormat {
        switch dialect {
        case .openAI, .mistral: .chat
        case .anthropic: .messages
        case .gemini: .generate
        }
    }

    /// Reads the body, checks the key and lets `work` answer; a refusal has the vendor's shape.
    private func serve(
        _ request: Request,
        _ dialect: BatchJob.Dialect,
        _ work: ([UInt8]) throws -> Response
    ) async throws -> Response {
        let format = Self.format(dialect)
        do {
            let buffer = try await request.body.collect(upTo: BatchShelf.bytesMax)
            let body = Array(buffer.readableBytesView)
            guard vendors.isKeyGood(request, format, body) else {
                throw Refusal(status: 401, message: "the key is not valid here")
            }
            return try work(body)
        } catch is NIOTooManyBytesError {
            let message = "the request is larger than \(BatchShelf.bytesMax) bytes"
            return SimulatedVendors.error(format, 413, message)
        } catch let refusal as Refusal {
            return SimulatedVendors.error(format, refusal.status, refusal.message)
        }
    }

    private static func parse(_ body: [UInt8]) throws -> JSON {
        guard let json = try? JSON(parsing: body, rules: .vendor) else {
            throw Refusal(status: 400, message: "the body is no JSON")
        }
        return json
    }

    private static func now() -> Int64 { Int64(time(nil)) }

    private static func origin(_ request: Request) -> String {
        "http://" + (request.head.authority ?? "127.0.0.1")
    }

    private static func json(_ request: Request, _ job: BatchJob, output: Bool = true) -> JSON {
        job.json(origin: origin(request), withOutput: output)
    }

    // MARK: New ones

    /// A digest that no other batch or file of this server has.
    private func mark(_ body: [UInt8]) -> Digest {
        let number = shelf.withLock { $0.number() }
        return Digest(ofFields: [Array("\(vendors.seed) \(number)".utf8), body])
    }

    private func keep(
        _ order: BatchJob.Order,
        _ items: [BatchItem],
        faults: [BatchFault] = [],
        _ body: [UInt8]
    ) throws -> BatchJob {
        let job = BatchJob(
            order,
            items,
            faults: faults,
            seed: vendors.seed,
            phase: vendors.phase.load(ordering: .relaxed),
            mark: mark(body),
            now: Self.now()
        )
        guard shelf.withLock({ $0.add(job) }) else {
            throw Refusal(status: 429, message: "there is no room for more batches here")
        }
        if faults.isEmpty { batched.wrappingAdd(items.count, ordering: .relaxed) }
        return job
    }

    private static func inlined(_ list: JSON?) throws -> [JSON] {
        guard let list = list?.array, !list.isEmpty else {
            throw Refusal(status: 400, message: "a list of requests is needed")
        }
        guard list.count <= BatchJob.itemsMax else {
            throw Refusal(status: 413, message: "more than \(BatchJob.itemsMax) requests")
        }
        return list
    }

    private func upload(_ request: Request) async throws -> Response {
        try await serve(request, .openAI) { body in
            let type = request.headers[.contentType] ?? ""
            guard let upload = BatchUpload(contentType: type, body: body),
                upload.purpose == "batch"
            else {
                throw Refusal(status: 400, message: "a form with purpose `batch` is needed")
            }
            let file = BatchShelf.File(
                id: "file-" + mark(upload.bytes).hex.prefix(24),
                bytes: upload.bytes
            )
            guard shelf.withLock({ $0.add(file) }) else {
                throw Refusal(status: 429, message: "there is no room for more files here")
            }
            return SimulatedVendors.response(
                200,
                [
                    "id": JSON(file.id), "object": "file", "bytes": JSON(file.bytes.count),
                    "created_at": .integer(Self.now()), "filename": JSON(upload.name),
                    "purpose": "batch", "status": "processed", "status_details": .null,
                ]
            )
        }
    }

    private func createOpenAI(_ request: Request) async throws -> Response {
        try await serve(request, .openAI) { body in
            let json = try Self.parse(body)
            guard let endpoint = json["endpoint"]?.string,
                ["/v1/chat/completions", "/v1/responses"].contains(endpoint),
                json["completion_window"]?.string == "24h"
            else {
                throw Refusal(status: 400, message: "endpoint or completion_window is not served")
            }
            guard Self.isMetadata(json["metadata"]) else {
                throw Refusal(status: 400, message: "metadata is too large or not of strings")
            }
            guard let id = json["input_file_id"]?.string,
                let file = shelf.withLock({ $0.file(id) })
            else { throw Refusal(status: 404, message: "no such file") }
            let lines = BatchLines(file, endpoint: endpoint)
            let order = BatchJob.Order(
                dialect: .openAI,
                format: endpoint == "/v1/responses" ? .responses : .chat,
                label: json["metadata"] ?? .null,
                endpoint: endpoint,
                model: lines.model,
                inputFile: id
            )
            let job = try keep(
                order,
                lines.faults.isEmpty ? lines.items : [],
                faults: lines.faults,
                body
            )
            shelf.withLock { $0.use(id) }
            return SimulatedVendors.response(200, Self.json(request, job))
        }
    }

    /// Source: the limits of OpenAI's API reference, 16 pairs of 64 and 512 characters.
    private static func isMetadata(_ json: JSON?) -> Bool {
        guard let json, !json.isNull else { return true }
        guard let members = json.object, members.count <= 16 else { return false }
        return members.allSatisfy { member in
            member.key.count <= 64 && (member.value.string.map { $0.count <= 512 } ?? false)
        }
    }

    private func createMistral(_ request: Request) async throws -> Response {
        try await serve(request, .mistral) { body in
            let json = try Self.parse(body)
            let list = try Self.inlined(json["requests"])
            guard let model = json["model"]?.string,
                json["endpoint"]?.string == "/v1/chat/completions"
            else { throw Refusal(status: 422, message: "endpoint or model is not served") }
            let items = list.map {
                BatchItem(
                    customID: $0["custom_id"]?.string ?? "",
                    .chat,
                    model: model,
                    body: $0["body"] ?? .null
                )
            }
            let order = BatchJob.Order(
                dialect: .mistral,
                format: .chat,
                label: json["metadata"] ?? .null,
                endpoint: "/v1/chat/completions",
                model: model
            )
            let job = try keep(order, items, body)
            return SimulatedVendors.response(200, Self.json(request, job))
        }
    }

    private func createAnthropic(_ request: Request) async throws -> Response {
        try await serve(request, .anthropic) { body in
            var seen: Set<String> = []
            let list = try Self.inlined(Self.parse(body)["requests"])
            let items = try list.map { entry in
                guard let id = entry["custom_id"]?.string, Self.isCustomID(id),
                    seen.insert(id).inserted
                else {
                    let message = "each custom_id is its own, of 1 to 64 of A-Z a-z 0-9 _ -"
                    throw Refusal(status: 400, message: message)
                }
                return BatchItem(customID: id, .messages, body: entry["params"] ?? .null)
            }
            let order = BatchJob.Order(dialect: .anthropic, format: .messages)
            let job = try keep(order, items, body)
            return SimulatedVendors.response(200, Self.json(request, job))
        }
    }

    private static func isCustomID(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0) || $0 == 0x5F || $0 == 0x2D
            }
    }

    /// Takes a batch for Gemini; its door is `/v1beta/models/{model}:batchGenerateContent`.
    func createGemini(_ request: Request, model: String) async throws -> Response {
        try await serve(request, .gemini) { body in
            let batch = try Self.parse(body)["batch"]
            // Files are not served here, only requests within the request.
            let list = try Self.inlined(batch?["inputConfig"]?["requests"]?["requests"])
            let items = list.map {
                BatchItem(
                    customID: $0["metadata"]?["key"]?.string ?? "",
                    .generate,
                    model: model,
                    body: $0["request"] ?? .null
                )
            }
            let order = BatchJob.Order(
                dialect: .gemini,
                format: .generate,
                label: batch?["displayName"] ?? .null,
                model: model
            )
            let job = try keep(order, items, body)
            return SimulatedVendors.response(200, Self.json(request, job))
        }
    }

    // MARK: What became of them

    private func show(
        _ request: Request,
        _ dialect: BatchJob.Dialect,
        _ id: String?
    ) async throws -> Response {
        try await serve(request, dialect) { _ in
            let now = Self.now()
            guard let id, let job = shelf.withLock({ $0.poll(id, dialect, at: now) }) else {
                throw Refusal(status: 404, message: "no such batch")
            }
            return SimulatedVendors.response(200, Self.json(request, job))
        }
    }

    private func content(_ request: Request, _ id: String) async throws -> Response {
        try await serve(request, .openAI) { _ in
            if let file = shelf.withLock({ $0.file(id) }) {
                return SimulatedVendors.response(200, file)
            }
            guard let (job, part) = shelf.withLock({ $0.writer(of: id) }) else {
                throw Refusal(status: 404, message: "no such file")
            }
            return SimulatedVendors.response(200, job.lines(part))
        }
    }

    private func results(_ request: Request, _ id: String) async throws -> Response {
        try await serve(request, .anthropic) { _ in
            guard let job = shelf.withLock({ $0.job(id, .anthropic) }), job.stage == .ended else {
                throw Refusal(status: 404, message: "no results of such a batch")
            }
            return SimulatedVendors.response(200, job.lines(.output))
        }
    }

    // MARK: Lists

    private static func number(_ name: String, of request: Request) -> Int? {
        request.uri.queryParameters[Substring(name)].flatMap { Int($0) }
    }

    private static func count(_ name: String, of request: Request) -> Int {
        min(max(number(name, of: request) ?? pageCount, 1), pageCountMax)
    }

    /// OpenAI's cursor is `after`, Anthropic's `after_id`.
    private func list(_ request: Request, _ dialect: BatchJob.Dialect) async throws -> Response {
        try await serve(request, dialect) { _ in
            let jobs = shelf.withLock { $0.jobs(dialect) }
            let parameters = request.uri.queryParameters
            let cursor = (parameters["after"] ?? parameters["after_id"]).map { String($0) }
            let start = cursor.flatMap { id in jobs.firstIndex { $0.id == id } }.map { $0 + 1 }
            let rest = jobs.dropFirst(start ?? 0)
            let page = rest.prefix(Self.count("limit", of: request))
            return SimulatedVendors.response(
                200,
                .object(
                    (dialect == .openAI ? [.init("object", "list")] : []) + [
                        .init("data", .array(page.map { Self.json(request, $0) })),
                        .init("first_id", JSON(page.first?.id)),
                        .init("last_id", JSON(page.last?.id)),
                        .init("has_more", .bool(rest.count > page.count)),
                    ]
                )
            )
        }
    }

    private func listGemini(_ request: Request) async throws -> Response {
        try await serve(request, .gemini) { _ in
            let jobs = shelf.withLock { $0.jobs(.gemini) }
            let start = max(Self.number("pageToken", of: request) ?? 0, 0)
            let page = jobs.dropFirst(start).prefix(Self.count("pageSize", of: request))
            // No replies here: a list of large batches would outgrow any client.
            let operations = page.map { Self.json(request, $0, output: false) }
            let end = start + page.count
            return SimulatedVendors.response(
                200,
                .compact([
                    ("operations", .array(operations)),
                    ("nextPageToken", end < jobs.count ? JSON(String(end)) : .null),
                ])
            )
        }
    }

    private func listMistral(_ request: Request) async throws -> Response {
        try await serve(request, .mistral) { _ in
            let jobs = shelf.withLock { $0.jobs(.mistral) }
            let count = Self.count("page_size", of: request)
            let page = min(max(Self.number("page", of: request) ?? 0, 0), BatchShelf.jobsMax)
            let data = jobs.dropFirst(page * count).prefix(count)
            return SimulatedVendors.response(
                200,
                [
                    "data": .array(data.map { Self.json(request, $0) }), "object": "list",
                    "total": JSON(jobs.count),
                ]
            )
        }
    }
}
