import Bench

/// One roster file.
struct RosterFile {
    private let top: Field

    /// Models of a roster, at most.
    static let modelsMax = 1_000

    init(_ file: String) throws(PackError) {
        top = try Field.top(of: file)
        try top.allow(["models", "judge"])
    }

    func roster() throws(PackError) -> Roster {
        var models: [Model] = []
        let fields = try top.needed("models").list()
        guard fields.count <= Self.modelsMax else {
            throw try top.needed("models").error("more than \(Self.modelsMax) models")
        }
        for field in fields {
            let model = try model(field)
            guard !models.contains(where: { $0.id == model.id }) else {
                throw try field.needed("id").error(
                    "another model is called \"\(model.id)\" already"
                )
            }
            models.append(model)
        }
        var judge: Model?
        if let field = top.optional("judge") { judge = try model(field) }
        return Roster(models: models, judge: judge)
    }

    private func model(_ field: Field) throws(PackError) -> Model {
        try field.allow([
            "id", "vendor", "name", "endpoint", "key", "api_version", "temperature", "top_p",
            "max_output_tokens", "reasoning_effort", "omit_temperature", "price",
            "in_flight_max", "simulated",
        ])
        let vendor = try field.needed("vendor").choice(Vendor.self)
        let endpoint = try endpoint(field, vendor)
        return Model(
            id: try field.needed("id").name(slashes: true),
            vendor: vendor,
            endpoint: endpoint,
            name: try field.needed("name").text(),
            keyVariable: try key(field, vendor, isOwn: endpoint == vendor.endpoint),
            apiVersion: try text(field, "api_version"),
            sampling: try sampling(field),
            price: try price(field),
            inFlightMax: try inFlight(field),
            isSimulated: try simulated(field, endpoint)
        )
    }

    private func text(_ field: Field, _ name: String) throws(PackError) -> String? {
        guard let field = field.optional(name) else { return nil }
        return try field.text()
    }

    /// Only a model of this machine can be a simulated one: no real vendor is sent what a
    /// rehearsal draws its answers from.
    private func simulated(_ field: Field, _ endpoint: String) throws(PackError) -> Bool {
        guard let field = field.optional("simulated"), try field.flag() else { return false }
        guard endpoint.hasPrefix("http://") else {
            throw field.error("a simulated model listens on this machine, over http")
        }
        return true
    }

    private func inFlight(_ field: Field) throws(PackError) -> Int {
        guard let field = field.optional("in_flight_max") else { return 32 }
        return try field.whole(in: 1...4096)
    }

    private func endpoint(_ field: Field, _ vendor: Vendor) throws(PackError) -> String {
        guard let field = field.optional("endpoint") else { return vendor.endpoint }
        var text = try field.text()
        let lower = text.lowercased()
        let scheme = ["https://", "http://"].first(where: lower.hasPrefix)
        guard let scheme else { throw field.error("an address begins with https:// or http://") }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        guard !authority.isEmpty, !authority.contains("@"), !rest.contains("?"),
            !rest.contains("#"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else {
            throw field.error("host and path only: no user name, no query, no fragment, no space")
        }
        let host = authority.prefix { $0 != ":" }
        let isLoopback =
            host == "localhost" || host.hasPrefix("127.") || authority.hasPrefix("[::1]")
        guard scheme == "https://" || isLoopback else {
            throw field.error("http is for this machine only: a key would travel in the clear")
        }
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }

    private func key(
        _ field: Field,
        _ vendor: Vendor,
        isOwn: Bool
    ) throws(PackError) -> String? {
        guard let field = field.optional("key") else {
            if isOwn { return vendor.keyVariable }
            throw field.error(
                "an endpoint of its own needs `key`: the variable that holds its key, or none"
            )
        }
        let text = try field.text()
        if text == "none" { return nil }
        let isVariable =
            text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "_")
            }
        guard isVariable else {
            // The text is not repeated: it may be a key.
            throw field.error(
                "a roster names the variable that holds a key, never the key: capital letters, "
                    + "digits and `_`"
            )
        }
        return text
    }

    private func sampling(_ field: Field) throws(PackError) -> SamplingOverride {
        var sampling = SamplingOverride()
        if let value = field.optional("temperature") {
            sampling.temperature = try value.number(in: 0...2)
        }
        if let value = field.optional("omit_temperature") {
            sampling.omitsTemperature = try value.flag()
        }
        if let value = field.optional("top_p") { sampling.topP = try value.number(in: 0...1) }
        if let value = field.optional("max_output_tokens") {
            sampling.outputTokensMax = try value.whole(in: 1...1_000_000)
        }
        sampling.reasoningEffort = try text(field, "reasoning_effort")
        return sampling
    }

    private func price(_ field: Field) throws(PackError) -> Price? {
        guard let field = field.optional("price") else { return nil }
        try field.allow(["input", "output", "cached_input", "as_of"])
        let range = 0.0...1_000_000
        var price = Price(
            input: try field.needed("input").number(in: range),
            output: try field.needed("output").number(in: range)
        )
        if let value = field.optional("cached_input") {
            price.cachedInput = try value.number(in: range)
        }
        price.asOf = try text(field, "as_of")
        return price
    }
}
