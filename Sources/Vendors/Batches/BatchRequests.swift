import Bench

/// One request of a batch: its name there, and the body that a direct request would have.
public struct BatchItem: Sendable, Hashable {
    /// 1 to 64 of A–Z a–z 0–9 _ -.
    public var customID: String
    /// JSON on one line.
    public var body: [UInt8]

    package init(customID: String, body: [UInt8]) {
        precondition(BatchDialect.isCustomID(customID), "«\(customID)» cannot name a request")
        self.customID = customID
        self.body = body
    }

    /// The bytes that it takes up in a batch, about.
    public var bytes: Int { body.count + 200 }
}

/// The requests that make, watch and empty batches.
///
/// All of them go to the model's own endpoint: an address in an answer is never followed, since the
/// key would go with it.
public struct BatchRequests: Sendable {
    private let model: Model
    private let dialect: BatchDialect
    private let adapter: Adapter

    /// Nil where the model's vendor has no batches that are known here.
    public init?(_ model: Model) {
        guard let dialect = BatchDialect(model) else { return nil }
        self.model = model
        self.dialect = dialect
        adapter = Adapter(model.vendor)
    }

    /// Batches that one page of a list shows.
    public static let pageCount = 100

    /// The upload that has to come before `create`; nil where none has to.
    public func upload(_ items: [BatchItem], mark: String) -> VendorRequest? {
        guard dialect == .openAI else { return nil }
        // No request's JSON has a line break before two hyphens, so no boundary can be in it.
        let boundary = "gapwatch-" + mark
        var body: [UInt8] = []
        func add(_ text: String) { body += Array(text.utf8) }
        add("--\(boundary)\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n")
        add("--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; ")
        add("filename=\"\(mark).jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n")
        for item in items {
            add("{\"custom_id\":\"\(item.customID)\",\"method\":\"POST\",\"url\":\"\(path)\",")
            add("\"body\":")
            body += item.body
            add("}\n")
        }
        add("\r\n--\(boundary)--\r\n")
        return request(.post, "/files", type: "multipart/form-data; boundary=\(boundary)", body)
    }

    /// The request that makes a batch of `items`, or of the file that was uploaded.
    ///
    /// `mark` is what it is found by should the answer be lost.
    public func create(_ items: [BatchItem], file: String?, mark: String) -> VendorRequest {
        switch dialect {
        case .openAI:
            let body: JSON = [
                "input_file_id": JSON(file), "endpoint": JSON(path), "completion_window": "24h",
                "metadata": ["gapwatch": JSON(mark)],
            ]
            return request(.post, "/batches", body.bytes)
        case .anthropic:
            let body = Self.list(items, before: "{\"requests\":[", after: "]}") {
                Array("{\"custom_id\":\"\($0.customID)\",\"params\":".utf8) + $0.body + [brace]
            }
            return request(.post, "/v1/messages/batches", body)
        case .gemini:
            let opening =
                "{\"batch\":{\"displayName\":\"\(mark)\",\"inputConfig\":{\"requests\":"
                + "{\"requests\":["
            let body = Self.list(items, before: opening, after: "]}}}}") {
                Array("{\"request\":".utf8) + $0.body
                    + Array(",\"metadata\":{\"key\":\"\($0.customID)\"}}".utf8)
            }
            return request(
                .post,
                "/\(version)/models/\(model.encodedName):batchGenerateContent",
                body
            )
        case .mistral:
            let head: JSON = [
                "endpoint": JSON(path), "model": JSON(model.name), "timeout_hours": 24,
                "metadata": ["gapwatch": JSON(mark)],
            ]
            let opening = String(head.text.dropLast()) + ",\"requests\":["
            let body = Self.list(items, before: opening, after: "]}") {
                Array("{\"custom_id\":\"\($0.customID)\",\"body\":".utf8)
                    + Self.withoutModel($0.body) + [brace]
            }
            return request(.post, "/batch/jobs", body)
        }
    }

    /// How a batch is; nil where the id cannot stand in an address.
    public func state(of id: String) -> VendorRequest? {
        guard BatchDialect.isID(id) else { return nil }
        return switch dialect {
        case .openAI: request(.get, "/batches/\(id)")
        case .anthropic: request(.get, "/v1/messages/batches/\(id)")
        case .gemini: request(.get, "/\(version)/batches/\(id)")
        case .mistral: request(.get, "/batch/jobs/\(id)")
        }
    }

    /// The lines of a batch that has ended.
    public func lines(at place: BatchPlace) -> VendorRequest? {
        switch place {
        case .file(let id):
            return BatchDialect.isID(id) ? request(.get, "/files/\(id)/content") : nil
        case .results(let id):
            guard BatchDialect.isID(id) else { return nil }
            return request(.get, "/v1/messages/batches/\(id)/results")
        }
    }

    /// The latest batches of the account.
    ///
    /// `cursor` is what the page before said; nil for the first one.
    public func list(after cursor: String?) -> VendorRequest {
        let count = Self.pageCount
        return switch dialect {
        case .openAI:
            request(.get, "/batches?limit=\(count)" + (cursor.map { "&after=" + $0 } ?? ""))
        case .anthropic:
            request(
                .get,
                "/v1/messages/batches?limit=\(count)" + (cursor.map { "&after_id=" + $0 } ?? "")
            )
        case .gemini:
            request(
                .get,
                "/\(version)/batches?pageSize=\(count)" + (cursor.map { "&pageToken=" + $0 } ?? "")
            )
        case .mistral:
            request(.get, "/batch/jobs?page_size=\(count)&page=\(cursor ?? "0")")
        }
    }

    // MARK: Parts

    private var path: String {
        model.vendor.format == .responses ? "/v1/responses" : "/v1/chat/completions"
    }

    private var version: String { model.apiVersion ?? "v1beta" }

    private func request(
        _ method: VendorRequest.Method,
        _ path: String,
        type: String = "application/json",
        _ body: [UInt8] = []
    ) -> VendorRequest {
        var headers = [VendorHeader("Accept", "application/json")]
        if method == .post { headers.insert(VendorHeader("Content-Type", type), at: 0) }
        return VendorRequest(
            method: method,
            url: model.url(path),
            headers: headers + adapter.headers(model),
            keyHeader: model.keyVariable == nil ? nil : adapter.key,
            body: body
        )
    }

    private static func list(
        _ items: [BatchItem],
        before: String,
        after: String,
        _ write: (BatchItem) -> [UInt8]
    ) -> [UInt8] {
        var out = Array(before.utf8)
        out.reserveCapacity(items.reduce(1_024) { $0 + $1.bytes })
        for (index, item) in items.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            out += write(item)
        }
        return out + Array(after.utf8)
    }

    /// The job names the model, once for all.
    private static func withoutModel(_ body: [UInt8]) -> [UInt8] {
        guard let members = (try? JSON(parsing: body, rules: .vendor))?.object else { return body }
        return JSON.object(members.filter { $0.key != "model" }).bytes
    }
}

private let brace = UInt8(ascii: "}")
