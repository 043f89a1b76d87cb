import Bench

/// One roster file.
struct RosterFile {
    /// Models of a roster, at most.
    static let modelsMax = 1_000
    /// Requests that one worker keeps in flight to a model, at most.
    static let inFlightMax = 4_096
    /// Covariates of a model, at most.
    static let covariatesMax = 16
    /// The default of those.
    static let inFlightDefault = 32

    private let top: Field

    init(_ file: String) throws(PackError) {
        let text = try Disk.text(at: file, bytesMax: Disk.yamlBytesMax)
        try KeyText.refuse(in: text, file: file)
        top = try Field.top(of: text, file: file)
        try top.allow(["models", "judge", "judges"])
    }

    func roster() throws(PackError) -> Roster {
        let models = try models(top.needed("models").list(countMax: Self.modelsMax))
        return Roster(models: models, judges: try judges())
    }

    /// One judge or a panel.
    private func judges() throws(PackError) -> [Model] {
        guard let field = top.optional("judges") else {
            guard let field = top.optional("judge") else { return [] }
            return [try model(field)]
        }
        guard top.optional("judge") == nil else {
            throw field.error("`judge` and `judges` at once: take one of the two away")
        }
        let fields = try field.list(countMax: Roster.judgesMax)
        guard fields.count > 1 else {
            throw field.error("a panel has two judges at least; a single one stands under `judge`")
        }
        return try models(fields)
    }

    /// The models of a list, whose ids tell them apart.
    private func models(_ fields: [Field]) throws(PackError) -> [Model] {
        var models: [Model] = []
        var ids: Set<String> = []
        for field in fields {
            let model = try model(field)
            guard ids.insert(model.id).inserted else {
                throw try field.needed("id").error(
                    "another model is called \"\(model.id)\" already"
                )
            }
            models.append(model)
        }
        return models
    }

    private func model(_ field: Field) throws(PackError) -> Model {
        try field.allow(
            ["id", "vendor", "name", "endpoint", "key", "api_version"] + SamplingFields.names
                + [
                    "omit_temperature", "price", "in_flight_max", "simulated", "covariates",
                    "context_window", "end_of_life", "stream", "upstream",
                ]
        )
        let vendor = try field.needed("vendor").choice(Vendor.self)
        guard let endpoint = try field.optional("endpoint")?.endpoint() ?? vendor.endpoint else {
            throw field.error(
                "\(vendor.rawValue) has an address for each customer: `endpoint` is needed"
            )
        }
        return Model(
            id: try field.needed("id").name(slashes: true),
            vendor: vendor,
            endpoint: endpoint,
            name: try field.needed("name").text(),
            keyVariable: try key(field, vendor, isOwn: endpoint == vendor.endpoint),
            apiVersion: try field.text(of: "api_version"),
            sampling: try sampling(field),
            price: try price(field),
            inFlightMax: try field.whole(of: "in_flight_max", in: 1...Self.inFlightMax)
                ?? Self.inFlightDefault,
            isSimulated: try simulated(field, endpoint),
            contextWindow: try field.whole(of: "context_window", in: 1...100_000_000),
            endOfLife: try day(field, "end_of_life"),
            isStreamed: try field.flag(of: "stream"),
            upstream: try field.text(of: "upstream"),
            covariates: try covariates(field)
        )
    }

    /// Numbers that a leaderboard may hold gaps against; a release date counts in days.
    private func covariates(_ field: Field) throws(PackError) -> [String: Double] {
        guard let field = field.optional("covariates") else { return [:] }
        var values: [String: Double] = [:]
        for (name, value) in try field.entries(countMax: Self.covariatesMax) {
            guard Spelling.isName(name, slashes: false) else {
                throw value.error("\"\(name)\" is no name")
            }
            if let day = try Day(value.text()) {
                values[name] = Double(day.milliseconds / 86_400_000)
            } else {
                values[name] = try value.number(in: -1e15...1e15)
            }
        }
        return values
    }

    private func key(
        _ field: Field,
        _ vendor: Vendor,
        isOwn: Bool
    ) throws(PackError) -> String? {
        if let key = field.optional("key") { return try key.keyVariable() }
        guard isOwn else {
            throw field.error(
                "an endpoint of its own needs `key`: the variable that holds its key, or none"
            )
        }
        return vendor.keyVariable
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

    private func sampling(_ field: Field) throws(PackError) -> SamplingOverride {
        let fields = try SamplingFields(field)
        let omits = try field.flag(of: "omit_temperature") ?? false
        guard !omits || fields.temperature == nil else {
            throw try field.needed("omit_temperature").error(
                "a temperature is given and left out at once: take one of the two away"
            )
        }
        return SamplingOverride(
            temperature: fields.temperature,
            omitsTemperature: omits,
            topP: fields.topP,
            outputTokensMax: fields.outputTokensMax,
            reasoningEffort: fields.reasoningEffort
        )
    }

    private func price(_ field: Field) throws(PackError) -> Price? {
        guard let field = field.optional("price") else { return nil }
        try field.allow([
            "input", "output", "cached_input", "cache_write", "batch_input", "batch_output",
            "as_of", "source",
        ])
        let range = 0.0...1_000_000
        return Price(
            input: try field.needed("input").number(in: range),
            output: try field.needed("output").number(in: range),
            cachedInput: try field.number(of: "cached_input", in: range),
            cacheWrite: try field.number(of: "cache_write", in: range),
            batchInput: try field.number(of: "batch_input", in: range),
            batchOutput: try field.number(of: "batch_output", in: range),
            asOf: try asOf(field),
            source: try field.text(of: "source")
        )
    }

    /// The day of a price; a rehearsal's prices are of no day.
    private func asOf(_ field: Field) throws(PackError) -> String? {
        let text = try field.text(of: "as_of")
        return text == "simulated" ? text : try day(field, "as_of")
    }

    private func day(_ field: Field, _ name: String) throws(PackError) -> String? {
        guard let text = try field.text(of: name) else { return nil }
        guard Day(text) != nil else {
            throw try field.needed(name).error("a day is needed, as in 2027-02-01")
        }
        return text
    }
}
