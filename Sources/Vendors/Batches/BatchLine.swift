import Bench

/// What a batch says of one request.
public struct BatchLine: Sendable, Hashable {
    /// The request's name; nil where the vendor left it out.
    public var customID: String?
    /// What came of it.
    public var outcome: Outcome

    /// What came of one request.
    public enum Outcome: Sendable, Hashable {
        /// What a direct request would have been answered, an error as well as a reply.
        case response(VendorResponse)
        /// It never had its turn, in these words.
        case unanswered(String)
    }

    package init(customID: String?, _ outcome: Outcome) {
        self.customID = customID
        self.outcome = outcome
    }
}

extension BatchLine {
    /// The lines of a file of results; `unread` are those that are no lines.
    ///
    /// In the order of the file, which is no order of requests.
    public static func read(
        _ bytes: [UInt8],
        _ dialect: BatchDialect
    ) -> (lines: [BatchLine], unread: Int) {
        var lines: [BatchLine] = []
        var unread = 0
        for text in bytes.split(separator: UInt8(ascii: "\n")) {
            if text.allSatisfy({ $0 <= 0x20 }) { continue }
            guard let json = try? JSON(parsing: text, rules: .vendor), json.object != nil else {
                unread += 1
                continue
            }
            switch dialect {
            case .openAI, .mistral: lines.append(BatchLine(chat: json))
            case .anthropic: lines.append(BatchLine(anthropic: json))
            case .gemini: lines.append(BatchLine(gemini: json))
            }
        }
        return (lines, unread)
    }

    /// A line of OpenAI's or Mistral's.
    init(chat json: JSON) {
        let response = json["response"]
        let error = json["error"]
        let outcome: Outcome
        if let status = response?["status_code"]?.integer {
            // Mistral has the words of an error beside a body that may be empty.
            let body = response?["body"].flatMap { $0.isNull ? nil : $0 }
            let id = response?["request_id"]?.string.map { [VendorHeader("x-request-id", $0)] }
            outcome = .response(
                VendorResponse(
                    status: status,
                    headers: id ?? [],
                    body: body.map(Self.text) ?? JSON.compact([("error", error ?? .null)]).bytes
                )
            )
        } else {
            let code = error?["code"]?.string
            outcome = .unanswered(
                Self.words(code, error?["message"]?.string ?? error?.string)
            )
        }
        self.init(customID: json["custom_id"]?.string, outcome)
    }

    /// A body may be JSON or a text that holds it.
    private static func text(_ body: JSON) -> [UInt8] {
        body.string.map { Array($0.utf8) } ?? body.bytes
    }

    private static func words(_ code: String?, _ message: String?) -> String {
        let words = [code, message].compactMap(\.self).joined(separator: ": ")
        return Redaction.clean(words.isEmpty ? "the batch has no result for it" : words)
    }

    init(anthropic json: JSON) {
        let result = json["result"]
        let outcome: Outcome
        switch result?["type"]?.string {
        case "succeeded":
            let body = result?["message"] ?? .null
            outcome = .response(VendorResponse(status: 200, body: body.bytes))
        case "errored":
            // The whole envelope of an error, as after a direct request; older ones are its inside.
            let error = result?["error"] ?? .null
            let envelope: JSON =
                error["error"]?.object == nil ? ["type": "error", "error": error] : error
            let status = ErrorBody(envelope).impliedStatus
            outcome = .response(VendorResponse(status: status, body: envelope.bytes))
        case let type:
            outcome = .unanswered(Self.words(type, nil))
        }
        self.init(customID: json["custom_id"]?.string, outcome)
    }

    init(gemini json: JSON) {
        let name =
            json["metadata"]?["key"]?.string ?? json["key"]?.string ?? json["custom_id"]?.string
        if let reply = json["response"], reply.object != nil {
            self.init(
                customID: name,
                .response(VendorResponse(status: 200, body: reply.bytes))
            )
            return
        }
        guard let error = json["error"], error.object != nil else {
            self.init(customID: name, .unanswered(Self.words(nil, nil)))
            return
        }
        let (status, word) = Self.status(of: error["code"]?.integer ?? 2)
        let body: JSON = [
            "error": [
                "code": JSON(status), "message": error["message"] ?? "", "status": JSON(word),
                "details": error["details"] ?? [],
            ]
        ]
        self.init(
            customID: name,
            .response(VendorResponse(status: status, body: body.bytes))
        )
    }

    /// The HTTP status that a number in a `google.rpc.Status` stands for, and its word.
    ///
    /// Source: the mapping in google/rpc/code.proto.
    private static func status(of code: Int) -> (Int, String) {
        switch code {
        case 3: (400, "INVALID_ARGUMENT")
        case 4: (504, "DEADLINE_EXCEEDED")
        case 5: (404, "NOT_FOUND")
        case 7: (403, "PERMISSION_DENIED")
        case 8: (429, "RESOURCE_EXHAUSTED")
        case 9: (400, "FAILED_PRECONDITION")
        case 14: (503, "UNAVAILABLE")
        case 16: (401, "UNAUTHENTICATED")
        case 400..<600: (code, "")
        default: (500, "INTERNAL")
        }
    }
}
