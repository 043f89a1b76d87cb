import Bench

/// From an error to what it means. The order is the argument: first the errors that are facts
/// about the model, then the ones whose words say more than their status, then the vendor's own
/// advice, then the status.
extension Reading {
    func result(of error: ErrorBody) -> VendorResult {
        var error = error
        // AWS says the kind in a header.
        if error.type == nil, let type = response.header("x-amzn-errortype") {
            error.type = ErrorBody.withoutNamespace(type)
        }
        let status = isSuccess ? error.impliedStatus : response.status
        // A router wraps the words of the vendor behind it.
        let wrapped = error.json["metadata"]?["raw"]?.string ?? ""
        let folded = ASCII.folded(String((error.message ?? "").prefix(4096) + wrapped.prefix(4096)))
        if let stop = outcome(of: error, status: status, folded: folded) {
            return .reply(reply(stop: stop, of: error))
        }
        let kind = kind(of: error, status: status, folded: folded)
        let wait =
            kind.isRetryable
            ? Waits.milliseconds(
                headers: response.headers,
                error: error,
                isRateLimit: kind == .rateLimited,
                nowMilliseconds: nowMilliseconds
            )
            : nil
        return .failure(
            VendorFailure(
                kind,
                status: response.status,
                message: error.words,
                waitMilliseconds: wait,
                rejected: kind == .badRequest
                    ? rejected(by: error, status: status, folded: folded) : nil
            )
        )
    }

    // MARK: Facts about the model

    private func outcome(of error: ErrorBody, status: Int, folded: [UInt8]) -> Reply.Stop? {
        if status == 413 { return .contextOverflow }
        guard [400, 403, 422].contains(status) else { return nil }
        return switch model.vendor.format {
        case .chat, .responses: openAIOutcome(of: error, status: status, folded: folded)
        case .messages:
            folded.contains("content filtering")
                ? .filteredOutput
                : folded.containsAny([
                    "prompt is too long", "input is too long", "exceed context limit",
                ]) ? .contextOverflow : nil
        case .generate:
            folded.containsAny(["maximum number of tokens", "size exceeds the limit"])
                ? .contextOverflow : nil
        case .converse:
            folded.containsAny(["too many input tokens", "too long", "exceeds the maximum"])
                ? .contextOverflow : nil
        }
    }

    private func openAIOutcome(
        of error: ErrorBody,
        status: Int,
        folded: [UInt8]
    ) -> Reply.Stop? {
        switch error.code ?? error.type {
        case "context_length_exceeded": return .contextOverflow
        case "invalid_prompt", "content_policy_violation", "content_filter", "bio_policy",
            "cyber_policy", "misalignment_policy_violation", "image_content_policy_violation":
            return .filteredInput
        default: break
        }
        if folded.containsAny([
            "maximum context length", "context length", "input length", "prompt length",
            "input too large", "input_too_large", "max_tokens must be at least 1",
            "available context size", "prompt is too long",
        ]) {
            return .contextOverflow
        }
        // xAI and DeepSeek tell their policies in words; OpenRouter adds what its moderation flagged.
        if folded.containsAny([
            "safety_check", "can't help with that request", "can’t help with that request",
            "violates usage guidelines", "content exists risk",
        ]) || error.json["metadata"]?["flagged_input"] != nil {
            return .filteredInput
        }
        let isBlocked = error.type == "invalid_request_error" && folded.contains("blocked")
        return isBlocked && status == 400 ? .filteredInput : nil
    }

    private func reply(stop: Reply.Stop, of error: ErrorBody) -> Reply {
        // A misalignment verdict is evidence for what this tool measures, so all of it is kept.
        let explanation = error.json["misalignment"].map(\.text) ?? error.message
        return Reply(
            stop: stop,
            stopRaw: error.code ?? error.type,
            refusal: Reply.Refusal(
                category: category(of: error),
                explanation: explanation.map { Redaction.clean($0, charactersMax: 4000) },
                source: .errorBody
            ),
            apiVersion: model.pinnedVersion,
            requestID: requestID ?? error.requestID
        )
    }

    private func category(of error: ErrorBody) -> String? {
        let azure = ["content_filter_result", "content_filter_results"]
            .compactMap { error.json["innererror"]?[$0] }
        if let names = azure.first.map(ContentFilter.tripped), !names.isEmpty {
            return names.joined(separator: ",")
        }
        let reasons = error.json["metadata"]?["reasons"]?.array?.compactMap(\.string) ?? []
        return reasons.isEmpty ? error.code ?? error.type : reasons.joined(separator: ",")
    }

    // MARK: Kinds of failure

    private func kind(
        of error: ErrorBody,
        status: Int,
        folded: [UInt8]
    ) -> VendorFailure.Kind {
        if let kind = kindByWords(of: error, status: status, folded: folded) { return kind }
        switch response.header("x-should-retry") {
        case "true"?: return status == 429 ? .rateLimited : .transient
        // A rate limit that is not worth waiting for is a quota.
        case "false"? where status == 429: return .quota
        case "false"? where status >= 500 || status == 408 || status == 409: return .badRequest
        default: break
        }
        return switch status {
        case 401, 403: .authentication
        case 402: .quota
        case 404: .noSuchModel
        // 424 is Bedrock's word for a model that failed behind it.
        case 408, 409, 425: .transient
        case 424 where model.vendor.format == .converse: .transient
        case 429: .rateLimited
        case 500...: .transient
        default: .badRequest
        }
    }

    /// What the words say where the status alone would mislead.
    private func kindByWords(
        of error: ErrorBody,
        status: Int,
        folded: [UInt8]
    ) -> VendorFailure.Kind? {
        switch status {
        case 429:
            // Not a limit: asking fewer at once would not make it ready.
            if error.type == "ModelNotReadyException" { return .transient }
            return isQuota(error, folded) ? .quota : nil
        case 503:
            let isLimit =
                model.vendor.format == .generate
                ? error.type == "RESOURCE_EXHAUSTED"
                : model.vendor.format == .chat && folded.contains("overload")
            return isLimit ? .rateLimited : nil
        case 400, 403:
            // Anthropic's words for a request that was cut on the way to it.
            if model.vendor.format == .messages, folded.contains("not valid json"),
                folded.contains("unexpected end of data")
            {
                return .transient
            }
            if isSpent(error, folded) { return .quota }
            if ["model_not_found", "invalid_model"].contains(error.code ?? error.type ?? "")
                || error.type == "invalid_model" || folded.contains("not a valid model id")
                || folded.containsAny(["model identifier is invalid", "model not exist"])
            {
                return .noSuchModel
            }
            let isKey =
                folded.containsAny([
                    "api key not valid", "api key expired", "incorrect api key",
                ])
                || error.code == "invalid_api_key"
            return isKey ? .authentication : nil
        default: return nil
        }
    }

    /// Whether a 400 or 403 is about money: the account lacks it, and no other key or request would help.
    private func isSpent(_ error: ErrorBody, _ folded: [UInt8]) -> Bool {
        folded.containsAny([
            "credit balance is too low", "any credits", "all available credits",
            "monthly spending limit", "out of call volume quota",
        ])
            || error.code == "billing_hard_limit_reached"
            || error.type == "ServiceQuotaExceededException"
            || (error.json["details"]?.array ?? []).contains {
                $0["reason"]?.string == "BILLING_DISABLED"
            }
    }

    /// Whether a 429 means that waiting will not help.
    private func isQuota(_ error: ErrorBody, _ folded: [UInt8]) -> Bool {
        if folded.containsAny(["all available credits", "monthly spending limit"]) { return true }
        if model.vendor.format == .converse, folded.contains("per day") { return true }
        let words = [error.code, error.type]
        let codes = [
            "insufficient_quota", "billing_not_active", "contract_spend_limit_reached",
            "enforced_spend_limit_reached",
        ]
        if codes.contains(where: words.contains) { return true }
        if folded.containsAny(["exceeded your current quota", "free-models-per-day"]),
            [.chat, .responses].contains(model.vendor.format)
        {
            return true
        }
        guard model.vendor.format == .generate else { return false }
        if folded.contains("quota"), let place = folded.place(of: "limit: 0") {
            let next = place + 8
            if next == folded.count || !ASCII.isDigit(folded[next]) { return true }
        }
        return (error.json["details"]?.array ?? []).contains { detail in
            (detail["violations"]?.array ?? []).contains { violation in
                ASCII.folded(violation["quotaId"]?.string ?? "").contains("perday")
            }
        }
    }
}

extension Model {
    /// The API version that a request to this model pins.
    var pinnedVersion: String? { apiVersion ?? Adapter(vendor).version }
}

/// Azure's annotations of what its filters saw.
enum ContentFilter {
    /// The filters that withheld something, in the order of their names.
    ///
    /// Only `filtered` counts: `detected` alone stands on ordinary replies too.
    static func tripped(_ results: JSON) -> [String] {
        (results.object ?? []).filter { $0.value["filtered"]?.bool == true }.map(\.key).sorted()
    }
}
