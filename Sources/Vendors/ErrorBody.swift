import Bench

/// What a vendor says about an error, in one form for all envelopes.
struct ErrorBody {
    /// The vendor's words; nil where it has none.
    var message: String?
    /// The kind, as in `invalid_request_error` or `RESOURCE_EXHAUSTED`.
    var type: String?
    /// The code as a word, as in `context_length_exceeded`.
    var code: String?
    /// The code as a number; an HTTP status with some vendors, an internal id with others.
    var number: Int?
    /// The whole error object, for what only one vendor sends.
    var json: JSON = .null
    /// The request's id, where the body and not a header gives it.
    var requestID: String?

    /// An error that came without JSON.
    init(text: String) { message = text }

    /// The error of a response that failed.
    ///
    /// Known envelopes: `{"error":{…}}`, `{"error":"…"}`, the flat `{"message":…,"code":…}`,
    /// `{"detail":…}`.
    ///
    /// AWS writes `{"message":…}` or `{"Message":…}` and the kind into a header, or as `__type`.
    init(_ body: JSON) {
        let inner = body["error"]
        json = inner?.object == nil ? body : inner ?? body
        message =
            json["message"]?.string ?? json["Message"]?.string ?? inner?.string
            ?? body["detail"]?.string
            ?? body["detail"].map(\.text) ?? body.string
        // Gemini's word is `status`, beside a code that repeats the HTTP status.
        type =
            json["type"]?.string ?? json["status"]?.string
            ?? json["__type"]?.string.map(Self.withoutNamespace)
        switch json["code"] {
        case .string(let word)?:
            code = word
            number = Int(word)
        case let value?: number = value.integer
        case nil: break
        }
        // Anthropic keeps the stable word one level deeper.
        if let word = json["details"]?["error_code"]?.string { code = word }
        requestID = body["request_id"]?.string
    }

    /// `ThrottlingException` of `com.amazon#ThrottlingException:http://…`.
    static func withoutNamespace(_ type: String) -> String {
        let name = type.split(separator: ":").first ?? ""
        return String(name.split(separator: "#").last ?? "")
    }

    /// The error inside a success; nil where it holds none.
    init?(insideReply body: JSON) {
        switch body["error"] {
        case .object(let members)? where !members.isEmpty: self.init(body)
        case .string(let text)? where !text.isEmpty: self.init(body)
        default:
            guard body["type"]?.string == "error" || body["object"]?.string == "error" else {
                return nil
            }
            self.init(body)
        }
    }

    /// The HTTP status that an error inside a success stands for; 400 where nothing tells.
    var impliedStatus: Int {
        if let number, (400..<600).contains(number) { return number }
        // A code that is a number, as Mistral's, says nothing here; the type does.
        let word = code.flatMap { Int($0) == nil ? $0 : nil } ?? type
        return switch word {
        case "authentication_error", "invalid_api_key", "UNAUTHENTICATED": 401
        case "billing_error": 402
        case "permission_error", "PERMISSION_DENIED": 403
        case "not_found_error", "model_not_found", "NOT_FOUND": 404
        case "request_too_large": 413
        case "rate_limit_error", "rate_limit_exceeded", "rate_limited", "RESOURCE_EXHAUSTED",
            "insufficient_quota", "service_tier_capacity_exceeded", "ThrottlingException":
            429
        case "api_error", "server_error", "INTERNAL", "InternalServerException": 500
        case "UNAVAILABLE", "ServiceUnavailableException", "The service is currently unavailable":
            503
        case "timeout_error", "DEADLINE_EXCEEDED": 504
        case "overloaded_error": 529
        default: 400
        }
    }

    /// The headers that OpenRouter repeats in the body.
    var repeatedHeaders: [VendorHeader] {
        (json["metadata"]?["headers"]?.object ?? []).compactMap { member in
            member.value.string.map { VendorHeader(member.key, $0) }
        }
    }

    /// Type and code before the message, so that a line in a log names the fault.
    var words: String {
        var parts: [String] = []
        if let type { parts.append(type) }
        if let code, code != type, Int(code) == nil { parts.append(code) }
        let head = parts.joined(separator: " ")
        guard let message, !message.isEmpty else { return head.isEmpty ? "no message" : head }
        return head.isEmpty ? message : "\(head): \(message)"
    }
}
