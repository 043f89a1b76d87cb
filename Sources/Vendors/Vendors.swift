import Bench

/// How each vendor is asked, and what its answer means.
public enum Vendors {
    /// The request that puts `messages` to `model`.
    ///
    /// `sampling` is what is sent, the roster's overrides applied already; what is nil is not sent,
    /// nor is what the model is known to reject. Same inputs, same bytes. The key is not in it:
    /// `keyHeader` says where it belongs.
    public static func request(
        to model: Model,
        messages: [Message],
        sampling: Sampling,
        tools: [Tool] = [],
        rejected: Set<Parameter> = []
    ) -> VendorRequest {
        let question = Question(
            messages: messages,
            sampling: sampling.without(rejected),
            tools: tools,
            rejected: rejected
        )
        return switch model.vendor.format {
        case .chat: OpenAIChat.request(to: model, question)
        case .responses: OpenAIResponses.request(to: model, question)
        case .messages: AnthropicMessages.request(to: model, question)
        case .generate: GeminiGenerate.request(to: model, question)
        case .converse: BedrockConverse.request(to: model, question)
        }
    }

    /// What a response means, whatever its bytes are.
    ///
    /// A reply comes of every 2xx that holds one, and of the 4xx that are facts about the model
    /// (blocked prompts, too long ones). `nowMilliseconds` is wall time since 1970, for waits that
    /// are given as a date.
    public static func read(
        _ response: VendorResponse,
        from model: Model,
        nowMilliseconds: Int64
    ) -> VendorResult {
        let reading = Reading(response: response, model: model, nowMilliseconds: nowMilliseconds)
        let json: JSON
        if reading.isSuccess, EventStream.isOne(response) {
            guard let whole = EventStream.assembled(response.body, as: model.vendor.format) else {
                return reading.unreadable("a stream that broke off")
            }
            json = whole
        } else {
            do throws(JSONError) {
                json = try JSON(parsing: response.body.withoutByteOrderMark, rules: .vendor)
            } catch {
                return reading.isSuccess
                    ? reading.unreadable("\(response.bodyKind), which is no JSON: \(error)")
                    : reading.result(of: ErrorBody(text: response.bodyKind))
            }
        }
        // Gemini wraps an error in an array of one, even behind a success.
        let body = json.array?.count == 1 ? json[0] ?? json : json
        if !reading.isSuccess { return reading.result(of: ErrorBody(body)) }
        guard body.object != nil else { return reading.unreadable("JSON that is no object") }
        if let error = ErrorBody(insideReply: body) { return reading.result(of: error) }
        return switch model.vendor.format {
        case .chat: OpenAIChat.read(body, reading)
        case .responses: OpenAIResponses.read(body, reading)
        case .messages: AnthropicMessages.read(body, reading)
        case .generate: GeminiGenerate.read(body, reading)
        case .converse: BedrockConverse.read(body, reading)
        }
    }
}

/// A response on its way to a result.
struct Reading {
    let response: VendorResponse
    let model: Model
    let nowMilliseconds: Int64

    var isSuccess: Bool { (200..<300).contains(response.status) }

    /// The vendor's id of the request, as its headers give it.
    var requestID: String? {
        response.header("x-request-id") ?? response.header("request-id")
            ?? response.header("x-amzn-requestid") ?? response.header("apim-request-id")
    }

    func unreadable(_ what: String) -> VendorResult {
        failure(.unreadable, what)
    }

    func failure(_ kind: VendorFailure.Kind, _ message: String) -> VendorResult {
        .failure(VendorFailure(kind, status: response.status, message: message))
    }
}

extension VendorResponse {
    /// What the body is where it is no JSON, for people.
    var bodyKind: String {
        let opening = Array(body.drop { $0 <= 0x20 }.prefix(512))
        if opening.isEmpty { return "an empty body" }
        let folded = opening.map(ASCII.lower)
        guard folded.first == UInt8(ascii: "<") else {
            return "a body that starts «\(String(decoding: opening.prefix(120), as: UTF8.self))»"
        }
        guard let start = folded.place(of: "<title>"),
            let end = folded.place(of: "</title>", from: start)
        else { return "an HTML page" }
        return "an HTML page «\(String(decoding: opening[(start + 7)..<end], as: UTF8.self))»"
    }
}

extension [UInt8] {
    fileprivate var withoutByteOrderMark: ArraySlice<UInt8> {
        starts(with: [0xEF, 0xBB, 0xBF]) ? dropFirst(3) : self[...]
    }
}

extension Model {
    /// The endpoint with the vendor's path behind it, one slash between them.
    func url(_ path: String) -> String {
        var base = Substring(endpoint)
        while base.utf8.last == UInt8(ascii: "/") { base = base.dropLast() }
        return base + path
    }

    /// The name as one segment of a path.
    var encodedName: String {
        let hex = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in name.utf8 {
            let isPlain =
                ASCII.isLetter(byte) || ASCII.isDigit(byte) || "-._~".utf8.contains(byte)
            out += isPlain ? [byte] : [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Whether the endpoint is that host, whatever its scheme, port and path.
    func isServed(at host: StaticString) -> Bool {
        let endpoint = ASCII.folded(endpoint)
        let start = endpoint.place(of: "://").map { $0 + 3 } ?? 0
        let name = endpoint[start...].prefix {
            $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "?")
        }
        return name.elementsEqual(
            UnsafeBufferPointer(start: host.utf8Start, count: host.utf8CodeUnitCount)
        )
    }
}
