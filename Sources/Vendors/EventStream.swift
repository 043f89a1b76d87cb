import Bench

/// Puts a reply that was streamed together again, in the form that it has when it is not.
///
/// Source of the framing: the HTML standard, «server-sent events».
enum EventStream {
    /// Events of one reply, at most.
    static let eventsMax = 1_000_000

    /// Whether a response is a stream of events.
    static func isOne(_ response: VendorResponse) -> Bool {
        ASCII.folded(response.header("content-type") ?? "").contains("text/event-stream")
    }

    /// The whole reply, or the error that the stream holds; nil where it breaks off.
    static func assembled(_ body: [UInt8], as format: WireFormat) -> JSON? {
        let events = events(in: body)
        if let error = events.first(where: { ErrorBody(insideReply: $0) != nil }) { return error }
        return switch format {
        case .chat: chat(events)
        case .messages: messages(events)
        case .generate: generate(events)
        case .responses: responses(events)
        case .converse: nil
        }
    }

    /// The data of each event; comments and the closing `[DONE]` are passed over.
    private static func events(in body: [UInt8]) -> [JSON] {
        var events: [JSON] = []
        var data: [UInt8] = []
        func flush() {
            defer { data.removeAll(keepingCapacity: true) }
            guard !data.isEmpty, events.count < eventsMax,
                let json = try? JSON(parsing: data, rules: .vendor)
            else { return }
            events.append(json)
        }
        for line in body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if line.isEmpty {
                flush()
            } else if line.starts(with: "data:".utf8) {
                if !data.isEmpty { data.append(UInt8(ascii: "\n")) }
                data += line.dropFirst(5)
            }
        }
        flush()
        return events
    }

    // MARK: Chat completions

    private static func chat(_ events: [JSON]) -> JSON? {
        var texts: [String: String] = [:]
        var calls: [(name: String, arguments: String)] = []
        var finish: JSON?
        var last: [String: JSON] = [:]
        for event in events {
            for name in ["id", "model", "system_fingerprint", "service_tier", "provider", "usage"] {
                if let value = event[name], value != .null { last[name] = value }
            }
            guard let choice = event["choices"]?[0] else { continue }
            if let reason = choice["finish_reason"], reason.string != nil { finish = reason }
            for name in ["content", "refusal", "reasoning_content", "reasoning"] {
                if let text = choice["delta"]?[name]?.string { texts[name, default: ""] += text }
            }
            for call in choice["delta"]?["tool_calls"]?.array ?? [] {
                let place = call["index"]?.integer ?? calls.count
                guard (0...128).contains(place) else { continue }
                while calls.count <= place { calls.append(("", "")) }
                calls[place].name += call["function"]?["name"]?.string ?? ""
                calls[place].arguments += call["function"]?["arguments"]?.string ?? ""
            }
        }
        guard let finish else { return nil }
        let toolCalls = calls.map { call -> JSON in
            ["function": ["name": JSON(call.name), "arguments": JSON(call.arguments)]]
        }
        let message = JSON.compact(
            texts.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) }
                + [("tool_calls", toolCalls.isEmpty ? .null : .array(toolCalls))]
        )
        return .compact(
            last.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
                + [("choices", [["message": message, "finish_reason": finish]])]
        )
    }

    // MARK: Messages

    private static func messages(_ events: [JSON]) -> JSON? {
        var start: JSON?
        var blocks: [JSON] = []
        var texts: [String] = []
        var delta: JSON?
        var usage: JSON?
        var isWhole = false
        for event in events {
            switch event["type"]?.string {
            case "message_start": start = event["message"]
            case "content_block_start":
                blocks.append(event["content_block"] ?? .null)
                texts.append("")
            case "content_block_delta" where !texts.isEmpty:
                let piece = event["delta"]
                texts[texts.count - 1] +=
                    piece?["text"]?.string ?? piece?["thinking"]?.string
                    ?? piece?["partial_json"]?.string ?? ""
            case "message_delta":
                delta = event["delta"]
                usage = event["usage"]
            case "message_stop": isWhole = true
            default: break
            }
        }
        guard isWhole, let start, let delta else { return nil }
        let content = zip(blocks, texts).map { block, text in whole(block, text) }
        return start.merging(delta)
            .merging(["content": .array(content)])
            .merging(["usage": (start["usage"] ?? [:]).merging(usage ?? [:])])
    }

    private static func whole(_ block: JSON, _ text: String) -> JSON {
        switch block["type"]?.string {
        case "text": block.merging(["text": JSON((block["text"]?.string ?? "") + text)])
        case "thinking":
            block.merging(["thinking": JSON((block["thinking"]?.string ?? "") + text)])
        case "tool_use":
            block.merging([
                "input": (try? JSON(parsing: Array(text.utf8), rules: .vendor)) ?? [:]
            ])
        default: block
        }
    }

    // MARK: Google and Responses

    private static func generate(_ events: [JSON]) -> JSON? {
        var parts: [JSON] = []
        var candidate: JSON?
        var whole: JSON = [:]
        var isWhole = false
        for event in events {
            whole = whole.merging(event)
            if event["promptFeedback"]?["blockReason"] != nil { isWhole = true }
            guard let next = event["candidates"]?[0] else { continue }
            parts += next["content"]?["parts"]?.array ?? []
            candidate = (candidate ?? [:]).merging(next)
            if next["finishReason"]?.string != nil { isWhole = true }
        }
        guard isWhole else { return nil }
        guard let candidate else { return whole }
        let content: JSON = ["role": "model", "parts": .array(parts)]
        return whole.merging(["candidates": [candidate.merging(["content": content])]])
    }

    private static func responses(_ events: [JSON]) -> JSON? {
        events.last {
            ["response.completed", "response.incomplete", "response.failed"]
                .contains($0["type"]?.string ?? "")
        }?["response"]
    }
}

extension JSON {
    /// The object with the other's members in it; the other's win.
    fileprivate func merging(_ other: JSON) -> JSON {
        var members = object ?? []
        for member in other.object ?? [] {
            if let place = members.firstIndex(where: { $0.key == member.key }) {
                members[place] = member
            } else {
                members.append(member)
            }
        }
        return .object(members)
    }
}
