extension Record {
    /// The record as the wire carries it; absent means nil, and an empty list.
    public var json: JSON {
        .compact([
            ("sample", JSON(sample)), ("key", JSON(key.hex)), ("outcome", JSON(outcome.rawValue)),
            ("reason", JSON(reason)), ("reply", reply?.json ?? .null),
            ("earlier", earlier.isEmpty ? .null : .array(earlier.map(\.json))),
            ("judgement", judgement?.json ?? .null),
            ("ballots", ballots.isEmpty ? .null : .array(ballots.map(\.json))),
            ("score", JSON(score)),
            ("attempts", attempts.isEmpty ? .null : .array(attempts.map(\.json))),
            ("nanodollars", JSON(nanodollars)), ("askedAt", .integer(askedAtMilliseconds)),
            ("duration", JSON(durationMilliseconds)),
        ])
    }

    /// Reads what `json` wrote.
    public init(json: JSON) throws(FieldError) {
        var attempts: [Attempt] = []
        for attempt in json["attempts"]?.array ?? [] { attempts.append(try Attempt(json: attempt)) }
        var earlier: [Reply] = []
        for reply in json["earlier"]?.array ?? [] {
            do throws(FieldError) { earlier.append(try Reply(json: reply)) } catch {
                throw error.inside("earlier")
            }
        }
        self.init(
            sample: try json.whole("sample"),
            key: try json.digest("key"),
            outcome: try json.choice("outcome", of: Outcome.self),
            reason: try json.text("reason"),
            reply: try json.reply("reply"),
            earlier: earlier,
            judgement: try json.reply("judgement"),
            ballots: try Self.ballots(json),
            score: try json.score(),
            attempts: attempts,
            nanodollars: try json.count("nanodollars", max: Usage.nanodollarsMax).map { Int64($0) },
            askedAtMilliseconds: Int64(try json.whole("askedAt")),
            durationMilliseconds: try json.whole("duration")
        )
    }

    private static func ballots(_ json: JSON) throws(FieldError) -> [Ballot] {
        guard json["ballots"] != nil else { return [] }
        let list = try json.list("ballots")
        guard (2...Roster.judgesMax).contains(list.count) else {
            throw FieldError("ballots", "2 to \(Roster.judgesMax) are needed")
        }
        var ballots: [Ballot] = []
        for (index, ballot) in list.enumerated() {
            do throws(FieldError) {
                ballots.append(try Ballot(json: ballot))
            } catch { throw error.inside("ballots[\(index)]") }
        }
        return ballots
    }
}

extension JSON {
    /// A score that may be missing.
    func score() throws(FieldError) -> Double? {
        guard let value = self["score"] else { return nil }
        guard let score = value.double, score.isFinite else {
            throw FieldError("score", "a finite number is needed")
        }
        return score
    }

    /// A reply that may be missing.
    func reply(_ key: String) throws(FieldError) -> Reply? {
        guard let value = self[key] else { return nil }
        do throws(FieldError) { return try Reply(json: value) } catch { throw error.inside(key) }
    }
}

extension Reply {
    /// The reply as the wire carries it; absent means nil, and an empty list.
    public var json: JSON {
        .compact([
            ("text", JSON(text)), ("stop", JSON(stop.rawValue)), ("stopRaw", JSON(stopRaw)),
            ("refusal", refusal?.json ?? .null), ("servedModel", JSON(servedModel)),
            ("apiVersion", JSON(apiVersion)), ("serviceTier", JSON(serviceTier)),
            ("systemFingerprint", JSON(systemFingerprint)),
            ("upstreamProvider", JSON(upstreamProvider)), ("responseID", JSON(responseID)),
            ("requestID", JSON(requestID)),
            ("reasoning", reasoning.isEmpty ? .null : .array(reasoning.map(\.json))),
            ("usage", usage.json),
            ("dropped", droppedParameters.isEmpty ? .null : JSON(droppedParameters)),
            ("toolCalls", toolCalls.isEmpty ? .null : .array(toolCalls.map(\.json))),
            ("batched", isBatched ? .bool(true) : .null),
        ])
    }

    /// Reads what `json` wrote.
    public init(json: JSON) throws(FieldError) {
        var reasoning: [Reasoning] = []
        for thought in json["reasoning"]?.array ?? [] {
            reasoning.append(
                Reasoning(
                    text: try thought.text("text"),
                    visibility: try thought.choice("visibility", of: Visibility.self)
                )
            )
        }
        self.init(
            text: try json.text("text"),
            stop: try json.choice("stop", of: Stop.self),
            stopRaw: json["stopRaw"]?.string,
            refusal: try json["refusal"].map(Refusal.init),
            servedModel: json["servedModel"]?.string,
            apiVersion: json["apiVersion"]?.string,
            serviceTier: json["serviceTier"]?.string,
            systemFingerprint: json["systemFingerprint"]?.string,
            upstreamProvider: json["upstreamProvider"]?.string,
            responseID: json["responseID"]?.string,
            requestID: json["requestID"]?.string,
            reasoning: reasoning,
            usage: try Usage(json: json["usage"] ?? .object([])),
            droppedParameters: json["dropped"]?.array?.compactMap(\.string) ?? [],
            toolCalls: (json["toolCalls"]?.array ?? []).compactMap(ToolCall.init),
            isBatched: json["batched"]?.bool ?? false
        )
    }
}

extension Reply.Refusal {
    var json: JSON {
        .compact([
            ("category", JSON(category)), ("explanation", JSON(explanation)),
            ("source", JSON(source.rawValue)),
        ])
    }

    init(json: JSON) throws(FieldError) {
        self.init(
            category: json["category"]?.string,
            explanation: json["explanation"]?.string,
            source: try json.choice("source", of: Source.self)
        )
    }
}

extension Reply.ToolCall {
    var json: JSON { ["name": JSON(name), "arguments": JSON(arguments)] }

    init?(json: JSON) {
        guard let name = json["name"]?.string else { return nil }
        self.init(name: name, arguments: json["arguments"]?.string ?? "")
    }
}

extension Reply.Reasoning {
    var json: JSON { ["text": JSON(text), "visibility": JSON(visibility.rawValue)] }
}

extension Usage {
    var json: JSON {
        .compact([
            ("inputFresh", JSON(inputFresh)), ("cacheRead", JSON(cacheRead)),
            ("cacheWrite", JSON(cacheWrite)), ("outputTotal", JSON(outputTotal)),
            ("reasoning", JSON(reasoning)),
        ])
    }

    /// The most tokens of one reply that are believed: sums over a run still fit.
    package static let tokensMax = 1 << 40
    /// The most that one sample can cost, in billionths of a dollar: a million dollars.
    package static let nanodollarsMax = 1_000_000_000_000_000

    init(json: JSON) throws(FieldError) {
        self.init(
            inputFresh: try json.count("inputFresh", max: Self.tokensMax),
            cacheRead: try json.count("cacheRead", max: Self.tokensMax),
            cacheWrite: try json.count("cacheWrite", max: Self.tokensMax),
            outputTotal: try json.count("outputTotal", max: Self.tokensMax),
            reasoning: try json.count("reasoning", max: Self.tokensMax)
        )
    }
}

extension JSON {
    /// A count that may be missing.
    fileprivate func count(_ key: String, max: Int) throws(FieldError) -> Int? {
        guard let value = self[key], !value.isNull else { return nil }
        guard let count = value.integer, (0...max).contains(count) else {
            throw FieldError(key, "a whole number from 0 to \(max) is needed")
        }
        return count
    }
}

extension Attempt {
    /// The attempt as the wire carries it.
    public var json: JSON {
        .compact([
            ("status", JSON(status)), ("error", JSON(error)),
            ("waitAsked", JSON(waitAskedMilliseconds)), ("waitTaken", JSON(waitTakenMilliseconds)),
            ("duration", JSON(durationMilliseconds)), ("cached", isCached ? true : .null),
        ])
    }

    init(json: JSON) throws(FieldError) {
        self.init(
            status: json["status"]?.integer,
            error: json["error"]?.string,
            waitAskedMilliseconds: json["waitAsked"]?.integer,
            waitTakenMilliseconds: json["waitTaken"]?.integer,
            durationMilliseconds: try json.whole("duration"),
            isCached: json["cached"]?.bool ?? false
        )
    }
}
