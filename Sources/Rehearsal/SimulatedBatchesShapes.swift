import Bench

/// How vendors show a batch and what came of it.
extension BatchJob {
    /// The files of results.
    enum Part { case output, errors }

    /// The file of replies; nil before the end and where there is none.
    var outputFile: String? { stage == .ended && tally.answered > 0 ? file("output") : nil }

    /// The file of errors; nil before the end and where there is none.
    var errorFile: String? {
        // OpenAI lists what expired among the errors, Mistral leaves it out.
        let count = tally.failed + (order.dialect == .openAI ? tally.expired : 0)
        return stage == .ended && count > 0 ? file("errors") : nil
    }

    private func file(_ name: String) -> String {
        let hex = Digest(ofFields: [Array(id.utf8), Array(name.utf8)]).hex
        return order.dialect == .mistral ? Self.uuid(hex) : "file-" + hex.prefix(24)
    }

    /// The batch as its vendor shows it; `origin` leads to this server.
    func json(origin: String, withOutput: Bool) -> JSON {
        switch order.dialect {
        case .openAI: openAI
        case .anthropic: anthropic(origin)
        case .gemini: gemini(withOutput)
        case .mistral: mistral
        }
    }

    /// The results as lines, in reversed order.
    func lines(_ part: Part) -> [UInt8] {
        var bytes: [UInt8] = []
        for item in items.reversed() {
            let fate = item.fate(seed: seed, phase: phase)
            let line: JSON?
            switch order.dialect {
            case .openAI: line = openAILine(item, fate, part)
            case .mistral: line = mistralLine(item, fate, part)
            case .anthropic: line = anthropicLine(item, fate)
            case .gemini: line = nil
            }
            guard let line else { continue }
            bytes += line.bytes + [0x0A]
        }
        return bytes
    }

    private func lineID(_ item: BatchItem) -> String {
        let hex = Digest(ofFields: [Array(id.utf8), Array(item.customID.utf8)]).hex
        return "batch_req_" + hex.prefix(24)
    }

    // MARK: OpenAI

    private var openAI: JSON {
        let isExpired = stage == .ended && tally.expired > 0
        let status =
            switch stage {
            case .begun: "validating"
            case .underWay: "in_progress"
            case .ended: isExpired ? "expired" : "completed"
            case .rejected: "failed"
            }
        let isEnded = stage == .ended
        var members: [JSON.Member] = [
            .init("id", JSON(id)), .init("object", "batch"),
            .init("endpoint", JSON(order.endpoint)), .init("model", JSON(order.model)),
            .init("errors", stage == .rejected ? errors : .null),
            .init("input_file_id", JSON(order.inputFile)), .init("completion_window", "24h"),
            .init("status", JSON(status)), .init("output_file_id", JSON(outputFile)),
            .init("error_file_id", JSON(errorFile)), .init("created_at", .integer(createdAt)),
            .init("in_progress_at", stage == .begun ? .null : .integer(createdAt)),
            .init("expires_at", .integer(createdAt + Self.windowSeconds)),
            .init("finalizing_at", isEnded ? JSON(endedAt) : .null),
            .init("completed_at", isEnded && !isExpired ? JSON(endedAt) : .null),
            .init("failed_at", stage == .rejected ? JSON(endedAt) : .null),
            .init("expired_at", isExpired ? JSON(endedAt) : .null),
            .init("cancelling_at", .null), .init("cancelled_at", .null),
            .init("metadata", order.label),
        ]
        if stage != .rejected {
            members.append(
                .init(
                    "request_counts",
                    [
                        "total": JSON(items.count), "completed": JSON(isEnded ? tally.answered : 0),
                        "failed": JSON(isEnded ? tally.failed + tally.expired : 0),
                    ]
                )
            )
        }
        return .object(members)
    }

    private var errors: JSON {
        [
            "object": "list",
            "data": .array(
                faults.map {
                    [
                        "code": JSON($0.code), "line": JSON($0.line), "message": JSON($0.message),
                        "param": .null,
                    ]
                }
            ),
        ]
    }

    private func openAILine(_ item: BatchItem, _ fate: BatchItem.Fate, _ part: Part) -> JSON? {
        let response: JSON
        var error = JSON.null
        switch (fate, part) {
        case (.answered(let answer), .output):
            response = [
                "status_code": 200, "request_id": JSON(lineID(item)),
                "body": answer.json(as: order.format),
            ]
        case (.failed(let status, let message), .errors):
            response = [
                "status_code": JSON(status), "request_id": JSON(lineID(item)),
                "body": VendorErrors.json(order.format, status: status, message),
            ]
        case (.expired, .errors):
            response = .null
            error = [
                "code": "batch_expired", "message": "the batch expired before this request's turn",
            ]
        default: return nil
        }
        return [
            "id": JSON(lineID(item)), "custom_id": JSON(item.customID), "response": response,
            "error": error,
        ]
    }

    // MARK: Anthropic

    private func anthropic(_ origin: String) -> JSON {
        let isEnded = stage == .ended
        let results: JSON =
            isEnded ? JSON(origin + "/v1/messages/batches/" + id + "/results") : .null
        return [
            "id": JSON(id), "type": "message_batch",
            "processing_status": isEnded ? "ended" : "in_progress",
            "request_counts": [
                "processing": JSON(isEnded ? 0 : items.count),
                "succeeded": JSON(isEnded ? tally.answered : 0),
                "errored": JSON(isEnded ? tally.failed : 0), "canceled": 0,
                "expired": JSON(isEnded ? tally.expired : 0),
            ],
            "created_at": JSON(Instant.text(milliseconds: createdAt * 1000)),
            "ended_at": JSON(endedAt.map { Instant.text(milliseconds: $0 * 1000) }),
            "expires_at": JSON(Instant.text(milliseconds: (createdAt + Self.windowSeconds) * 1000)),
            "archived_at": .null, "cancel_initiated_at": .null, "results_url": results,
        ]
    }

    private func anthropicLine(_ item: BatchItem, _ fate: BatchItem.Fate) -> JSON {
        let result: JSON =
            switch fate {
            case .answered(let answer):
                ["type": "succeeded", "message": answer.json(as: .messages)]
            case .failed(let status, let message):
                [
                    "type": "errored",
                    "error": VendorErrors.json(.messages, status: status, message),
                ]
            case .expired: ["type": "expired"]
            }
        return ["custom_id": JSON(item.customID), "result": result]
    }

    // MARK: Gemini

    private static let geminiTypes = "type.googleapis.com/google.ai.generativelanguage.v1main."

    private func gemini(_ withOutput: Bool) -> JSON {
        let isEnded = stage == .ended
        let state =
            switch stage {
            case .begun: "BATCH_STATE_PENDING"
            case .underWay: "BATCH_STATE_RUNNING"
            case .ended: "BATCH_STATE_SUCCEEDED"
            case .rejected: "BATCH_STATE_FAILED"
            }
        let output: JSON = isEnded && withOutput ? geminiOutput : .null
        // Sixty-four-bit numbers are strings in Google's JSON, zeros are left out.
        func count(_ value: Int) -> JSON { value == 0 ? .null : JSON(String(value)) }
        let metadata = JSON.compact([
            ("@type", JSON(Self.geminiTypes + "GenerateContentBatch")),
            ("model", JSON("models/" + order.model)), ("displayName", order.label),
            ("output", output), ("createTime", JSON(Instant.text(milliseconds: createdAt * 1000))),
            ("endTime", JSON(endedAt.map { Instant.text(milliseconds: $0 * 1000) })),
            ("updateTime", JSON(Instant.text(milliseconds: (endedAt ?? createdAt) * 1000))),
            (
                "batchStats",
                .compact([
                    ("requestCount", count(items.count)),
                    ("pendingRequestCount", count(isEnded ? 0 : items.count)),
                    ("successfulRequestCount", count(isEnded ? tally.answered : 0)),
                    ("failedRequestCount", count(isEnded ? tally.failed + tally.expired : 0)),
                ])
            ),
            ("state", JSON(state)), ("name", JSON("batches/" + id)),
        ])
        var members: [JSON.Member] = [
            .init("name", JSON("batches/" + id)), .init("metadata", metadata),
        ]
        if isEnded { members.append(.init("done", true)) }
        if let inlined = output.object {
            let type = JSON(Self.geminiTypes + "GenerateContentBatchOutput")
            members.append(.init("response", .object([.init("@type", type)] + inlined)))
        }
        return .object(members)
    }

    private var geminiOutput: JSON {
        let responses = items.reversed().compactMap { item -> JSON? in
            let outcome: (String, JSON)
            switch item.fate(seed: seed, phase: phase) {
            case .answered(let answer): outcome = ("response", answer.json(as: .generate))
            case .failed(let status, let message):
                outcome = (
                    "error", ["code": JSON(Self.rpcCode(status)), "message": JSON(message)]
                )
            // What was not made in time is missing.
            case .expired: return nil
            }
            let key: JSON = item.customID.isEmpty ? .null : ["key": JSON(item.customID)]
            return .compact([outcome, ("metadata", key)])
        }
        return ["inlinedResponses": ["inlinedResponses": .array(responses)]]
    }

    /// The number in a `google.rpc.Status`, which is none of HTTP's.
    private static func rpcCode(_ status: Int) -> Int {
        switch status {
        case 404: 5
        case 500...: 13
        default: 3
        }
    }

    // MARK: Mistral

    private var mistral: JSON {
        let isEnded = stage == .ended
        let status =
            switch stage {
            case .begun: "QUEUED"
            case .underWay: "RUNNING"
            case .ended: tally.expired > 0 ? "TIMEOUT_EXCEEDED" : "SUCCESS"
            case .rejected: "FAILED"
            }
        let failed = isEnded ? tally.failed : 0
        let answered = isEnded ? tally.answered : 0
        return [
            "id": JSON(id), "object": "batch", "input_files": [], "metadata": order.label,
            "endpoint": JSON(order.endpoint), "model": JSON(order.model), "agent_id": .null,
            "output_file": JSON(outputFile), "error_file": JSON(errorFile),
            "errors": failed == 0
                ? [] : [["message": "some requests failed", "count": JSON(failed)]],
            "outputs": .null, "status": JSON(status), "created_at": .integer(createdAt),
            "total_requests": JSON(items.count), "completed_requests": JSON(answered + failed),
            "succeeded_requests": JSON(answered), "failed_requests": JSON(failed),
            "started_at": stage == .begun ? .null : .integer(createdAt),
            "completed_at": JSON(endedAt),
        ]
    }

    private func mistralLine(_ item: BatchItem, _ fate: BatchItem.Fate, _ part: Part) -> JSON? {
        let response: JSON
        var error = JSON.null
        switch (fate, part) {
        case (.answered(let answer), .output):
            response = ["status_code": 200, "body": answer.json(as: .chat)]
        case (.failed(let status, let message), .errors):
            error = ["message": JSON(message), "type": "error", "code": JSON(status)]
            response = [
                "status_code": JSON(status),
                "body": ["object": "error", "message": JSON(message)],
            ]
        default: return nil
        }
        return [
            "id": JSON(lineID(item)), "custom_id": JSON(item.customID), "response": response,
            "error": error,
        ]
    }
}
