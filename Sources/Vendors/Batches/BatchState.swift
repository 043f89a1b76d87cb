import Bench

/// How a batch is, in one form for all vendors.
public enum BatchState: Sendable, Hashable {
    /// The vendor works on it, or will.
    case waiting
    /// Nothing more will come. What there is of lines is at these places, or came along.
    case ended(BatchEnding, at: [BatchPlace], lines: [BatchLine])
    /// The vendor took none of it, since too much of the account's waits already.
    case noRoom(String)
    /// The vendor took none of it, for these reasons.
    case rejected([String])
}

/// Why nothing more will come of a batch.
public enum BatchEnding: String, Sendable, Hashable {
    /// Every request had its turn, whatever came of it.
    case completed
    /// Some requests have no result, says the vendor.
    case partial
    /// The vendor's time for it ran out.
    case expired
    /// Somebody stopped it.
    case cancelled
    /// The vendor broke off; what it has done so far counts.
    case failed
}

/// Where lines are to be had.
public enum BatchPlace: Sendable, Hashable {
    /// In a file of that id.
    case file(String)
    /// Behind the batch of that id.
    case results(of: String)
}

/// A batch as its vendor shows it.
public struct BatchView: Sendable, Hashable {
    /// The vendor's id, as it stands in addresses.
    public var id: String
    /// How it is.
    public var state: BatchState
    /// Our mark, where the vendor carries one.
    public var mark: String?
    /// The requests in it; nil where the vendor does not say.
    public var requests: Int?
    /// When it was made, as RFC 3339 in UTC; nil where the vendor gives it otherwise.
    public var createdAt: String?
    /// Whether the vendor has looked it through and will not reject it as a whole any more.
    public var isAccepted = true
}

/// What an answer about batches says.
public enum BatchAnswer<Value: Sendable>: Sendable {
    case value(Value)
    case failure(VendorFailure)
}

extension BatchAnswer: Equatable where Value: Equatable {}

/// Reads vendors' answers about batches.
public struct BatchReading: Sendable {
    private let model: Model
    private let dialect: BatchDialect

    /// Nil where the model's vendor has no batches that are known here.
    public init?(_ model: Model) {
        guard let dialect = BatchDialect(model) else { return nil }
        self.model = model
        self.dialect = dialect
    }

    /// Reasons that are kept of a batch that was rejected.
    public static let reasonsMax = 5

    /// The id of a file that was uploaded.
    public func file(_ response: VendorResponse) -> BatchAnswer<String> {
        object(response) { json in
            guard let id = json["id"]?.string, BatchDialect.isID(id) else { return nil }
            return id
        }
    }

    /// One batch: the answer to its making, and to a poll.
    public func batch(_ response: VendorResponse) -> BatchAnswer<BatchView> {
        object(response) { json in view(json) }
    }

    /// A page of a list: the batches, newest first, and where the next page begins.
    public func page(_ response: VendorResponse) -> BatchAnswer<BatchPage> {
        object(response) { json in
            let list = json[dialect == .gemini ? "operations" : "data"]
            // Google leaves out what is empty.
            guard let items = list == nil && dialect == .gemini ? [] : list?.array else {
                return nil
            }
            let views = items.compactMap(view)
            return BatchPage(batches: views, next: next(json, items.count))
        }
    }

    private func next(_ json: JSON, _ count: Int) -> String? {
        let cursor: String?
        switch dialect {
        case .openAI, .anthropic:
            cursor = json["has_more"]?.bool == true ? json["last_id"]?.string : nil
        case .gemini: cursor = json["nextPageToken"]?.string
        // Pages are counted by whoever asks.
        case .mistral: return nil
        }
        return cursor.flatMap { BatchDialect.isID($0) ? $0 : nil }
    }

    private func object<Value>(
        _ response: VendorResponse,
        _ read: (JSON) -> Value?
    ) -> BatchAnswer<Value> {
        let reading = Reading(response: response, model: model, nowMilliseconds: 0)
        guard reading.isSuccess else {
            let read = Vendors.read(response, from: model, nowMilliseconds: 0)
            guard case .failure(let failure) = read else {
                // A 4xx that would be a fact about a reply is none about a batch.
                let words = "the batch was refused"
                return .failure(
                    VendorFailure(.badRequest, status: response.status, message: words)
                )
            }
            return .failure(failure)
        }
        guard let json = try? JSON(parsing: response.body, rules: .vendor), let value = read(json)
        else {
            return .failure(
                VendorFailure(
                    .unreadable,
                    status: response.status,
                    message: "no answer about a batch"
                )
            )
        }
        return .value(value)
    }

    // MARK: One batch

    private func view(_ json: JSON) -> BatchView? {
        switch dialect {
        case .openAI: openAI(json)
        case .anthropic: anthropic(json)
        case .gemini: gemini(json)
        case .mistral: mistral(json)
        }
    }

    private func id(_ text: String?) -> String? {
        text.flatMap { BatchDialect.isID($0) ? $0 : nil }
    }

    private func files(_ json: JSON, _ names: [String]) -> [BatchPlace] {
        names.compactMap { json[$0]?.string }.map { .file($0) }
    }

    private func openAI(_ json: JSON) -> BatchView? {
        guard let id = id(json["id"]?.string), let status = json["status"]?.string else {
            return nil
        }
        let places = files(json, ["output_file_id", "error_file_id"])
        let state: BatchState =
            switch status {
            case "completed": .ended(.completed, at: places, lines: [])
            case "expired": .ended(.expired, at: places, lines: [])
            case "cancelled": .ended(.cancelled, at: places, lines: [])
            case "failed" where places.isEmpty && Self.isFull(json["errors"]?["data"]):
                .noRoom(Self.reasons(json["errors"]?["data"])[0])
            case "failed" where places.isEmpty: .rejected(Self.reasons(json["errors"]?["data"]))
            case "failed": .ended(.failed, at: places, lines: [])
            // A status that is not known is not the end of it.
            default: .waiting
            }
        return BatchView(
            id: id,
            state: state,
            mark: json["metadata"]?["gapwatch"]?.string,
            requests: json["request_counts"]?["total"]?.integer,
            isAccepted: status != "validating"
        )
    }

    /// Whether the account's queue is full, and nothing else is wrong.
    private static func isFull(_ errors: JSON?) -> Bool {
        let codes = (errors?.array ?? []).map { $0["code"]?.string }
        return !codes.isEmpty && codes.allSatisfy { $0 == "token_limit_exceeded" }
    }

    private static func reasons(_ errors: JSON?) -> [String] {
        let texts = (errors?.array ?? []).prefix(reasonsMax).map { error in
            let line = error["line"]?.integer.map { "line \($0): " } ?? ""
            let code = error["code"]?.string.map { $0 + ": " } ?? ""
            return Redaction.clean(line + code + (error["message"]?.string ?? "no message"))
        }
        return texts.isEmpty ? ["the vendor gave no reason"] : texts
    }

    private func anthropic(_ json: JSON) -> BatchView? {
        guard let id = id(json["id"]?.string), let status = json["processing_status"]?.string
        else { return nil }
        let counts = json["request_counts"]
        func count(_ name: String) -> Int { counts?[name]?.integer ?? 0 }
        let total = ["processing", "succeeded", "errored", "canceled", "expired"].map(count)
            .reduce(0, +)
        let ending: BatchEnding =
            count("canceled") > 0 ? .cancelled : count("expired") > 0 ? .expired : .completed
        return BatchView(
            id: id,
            state: status == "ended"
                ? .ended(ending, at: [.results(of: id)], lines: []) : .waiting,
            requests: counts == nil ? nil : total,
            createdAt: json["created_at"]?.string
        )
    }

    private func mistral(_ json: JSON) -> BatchView? {
        guard let id = id(json["id"]?.string), let status = json["status"]?.string else {
            return nil
        }
        let places = files(json, ["output_file", "error_file"])
        let state: BatchState =
            switch status {
            case "SUCCESS": .ended(.completed, at: places, lines: [])
            case "TIMEOUT_EXCEEDED": .ended(.expired, at: places, lines: [])
            case "CANCELLED": .ended(.cancelled, at: places, lines: [])
            case "FAILED" where places.isEmpty: .rejected(Self.reasons(json["errors"]))
            case "FAILED": .ended(.failed, at: places, lines: [])
            default: .waiting
            }
        return BatchView(
            id: id,
            state: state,
            mark: json["metadata"]?["gapwatch"]?.string,
            requests: json["total_requests"]?.integer
        )
    }

    private func gemini(_ json: JSON) -> BatchView? {
        // An operation has the batch as its metadata; some answers are the batch itself.
        let batch = json["metadata"] ?? json
        let name = json["name"]?.string ?? batch["name"]?.string
        guard let name, let id = id(name.split(separator: "/").last.map(String.init)) else {
            return nil
        }
        let word = (batch["state"]?.string ?? "").split(separator: "_").dropFirst(2)
            .joined(separator: "_")
        let output =
            json["response"]?["inlinedResponses"] ?? batch["output"]?["inlinedResponses"]
        let lines = (output?["inlinedResponses"]?.array ?? output?.array ?? [])
            .map(BatchLine.init(gemini:))
        let state: BatchState =
            switch word {
            case "SUCCEEDED": .ended(.completed, at: [], lines: lines)
            case "PARTIALLY_SUCCEEDED": .ended(.partial, at: [], lines: lines)
            case "EXPIRED": .ended(.expired, at: [], lines: lines)
            case "CANCELLED": .ended(.cancelled, at: [], lines: lines)
            case "FAILED" where lines.isEmpty: .rejected(Self.geminiReasons(json, batch))
            case "FAILED": .ended(.failed, at: [], lines: lines)
            default: .waiting
            }
        let count = batch["batchStats"]?["requestCount"]
        return BatchView(
            id: id,
            state: state,
            mark: batch["displayName"]?.string,
            requests: count?.integer ?? count?.string.flatMap { Int($0) }
        )
    }

    private static func geminiReasons(_ json: JSON, _ batch: JSON) -> [String] {
        let error = json["error"] ?? batch["error"]
        return [Redaction.clean(error?["message"]?.string ?? "the vendor gave no reason")]
    }
}

/// A page of an account's batches.
public struct BatchPage: Sendable, Hashable {
    /// Newest first.
    public var batches: [BatchView]
    /// Where the next page begins; nil where the vendor does not say.
    public var next: String?
}
