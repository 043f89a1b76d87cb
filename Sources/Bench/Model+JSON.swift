/// A value of the wire or the store that is not what it should be.
public struct FieldError: Error, Equatable, CustomStringConvertible {
    /// The way to the field, as in `models[2].vendor`.
    public var path: String
    /// What is wrong with it.
    public var fault: String

    package init(_ path: String, _ fault: String) {
        self.path = path
        self.fault = fault
    }

    /// «models[2].vendor: …».
    public var description: String { "\(path): \(fault)" }

    /// The same fault, seen from outside.
    package func inside(_ outer: String) -> FieldError {
        FieldError(path.hasPrefix("[") ? outer + path : "\(outer).\(path)", fault)
    }
}

extension JSON {
    package func text(_ key: String) throws(FieldError) -> String {
        guard let value = self[key]?.string else { throw FieldError(key, "a string is needed") }
        return value
    }

    package func whole(
        _ key: String,
        in range: ClosedRange<Int> = 0...(1 << 53)
    ) throws(FieldError) -> Int {
        guard let value = self[key]?.integer, range.contains(value) else {
            throw FieldError(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    package func list(_ key: String) throws(FieldError) -> [JSON] {
        guard let value = self[key]?.array else { throw FieldError(key, "an array is needed") }
        return value
    }

    package func value(_ key: String) throws(FieldError) -> JSON {
        guard let value = self[key] else { throw FieldError(key, "is missing") }
        return value
    }

    package func digest(_ key: String) throws(FieldError) -> Digest {
        guard let value = Digest(hex: try text(key)) else {
            throw FieldError(key, "a SHA-256 digest in hexadecimal is needed")
        }
        return value
    }

    package func choice<Choice: RawRepresentable>(
        _ key: String,
        of type: Choice.Type
    ) throws(FieldError) -> Choice where Choice.RawValue == String {
        let word = try text(key)
        guard let value = Choice(rawValue: word) else {
            throw FieldError(key, "there is no \"\(word)\" here")
        }
        return value
    }
}

extension Model {
    /// The model as the wire and the store keep it; absent means nil.
    public var json: JSON {
        .compact([
            ("id", JSON(id)), ("vendor", JSON(vendor.rawValue)), ("endpoint", JSON(endpoint)),
            ("name", JSON(name)), ("keyVariable", JSON(keyVariable)),
            ("apiVersion", JSON(apiVersion)), ("sampling", sampling.json),
            ("price", price?.json ?? .null), ("inFlightMax", JSON(inFlightMax)),
            ("simulated", .bool(isSimulated)), ("contextWindow", JSON(contextWindow)),
            ("endOfLife", JSON(endOfLife)), ("streamed", isStreamed.map { .bool($0) } ?? .null),
            ("upstream", JSON(upstream)),
            (
                "covariates",
                covariates.isEmpty
                    ? .null
                    : .object(
                        covariates.sorted { $0.key < $1.key }.map {
                            JSON.Member($0.key, .number($0.value))
                        }
                    )
            ),
        ])
    }

    /// Reads what `json` wrote.
    public init(json: JSON) throws(FieldError) {
        let sampling = json["sampling"] ?? .object([])
        self.init(
            id: try json.text("id"),
            vendor: try json.choice("vendor", of: Vendor.self),
            endpoint: try json.text("endpoint"),
            name: try json.text("name"),
            keyVariable: json["keyVariable"]?.string,
            apiVersion: json["apiVersion"]?.string,
            sampling: SamplingOverride(json: sampling),
            price: try json["price"].map(Price.init),
            inFlightMax: try json.whole("inFlightMax", in: 1...100_000),
            isSimulated: json["simulated"]?.bool ?? false,
            contextWindow: json["contextWindow"]?.integer,
            endOfLife: json["endOfLife"]?.string,
            isStreamed: json["streamed"]?.bool,
            upstream: json["upstream"]?.string,
            covariates: Dictionary(
                (json["covariates"]?.object ?? []).compactMap { member in
                    member.value.double.map { (member.key, $0) }
                }
            ) { first, _ in first }
        )
    }
}

extension SamplingOverride {
    var json: JSON {
        .compact([
            ("temperature", JSON(temperature)),
            ("omitsTemperature", omitsTemperature ? true : .null), ("topP", JSON(topP)),
            ("outputTokensMax", JSON(outputTokensMax)),
            ("reasoningEffort", JSON(reasoningEffort)),
        ])
    }

    init(json: JSON) {
        self.init(
            temperature: json["temperature"]?.double,
            omitsTemperature: json["omitsTemperature"]?.bool ?? false,
            topP: json["topP"]?.double,
            outputTokensMax: json["outputTokensMax"]?.integer,
            reasoningEffort: json["reasoningEffort"]?.string
        )
    }
}

extension Price {
    var json: JSON {
        .compact([
            ("input", .number(input)), ("output", .number(output)),
            ("cachedInput", JSON(cachedInput)), ("cacheWrite", JSON(cacheWrite)),
            ("batchInput", JSON(batchInput)), ("batchOutput", JSON(batchOutput)),
            ("asOf", JSON(asOf)), ("source", JSON(source)),
        ])
    }

    init(json: JSON) throws(FieldError) {
        guard let input = json["input"]?.double, let output = json["output"]?.double else {
            throw FieldError("price", "input and output in US dollars a million tokens are needed")
        }
        self.init(
            input: input,
            output: output,
            cachedInput: json["cachedInput"]?.double,
            cacheWrite: json["cacheWrite"]?.double,
            batchInput: json["batchInput"]?.double,
            batchOutput: json["batchOutput"]?.double,
            asOf: json["asOf"]?.string,
            source: json["source"]?.string
        )
    }
}
