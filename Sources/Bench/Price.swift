/// What a vendor charges, in US dollars a million tokens.
public struct Price: Sendable, Hashable {
    /// Fresh input.
    public var input: Double
    /// Output, reasoning included.
    public var output: Double
    /// Input read from the vendor's cache; nil is charged as fresh.
    public var cachedInput: Double?
    /// Input written to the vendor's cache; nil is charged as fresh.
    public var cacheWrite: Double?
    /// Fresh input of a batch; nil is not known.
    public var batchInput: Double?
    /// Output of a batch; nil is not known.
    public var batchOutput: Double?
    /// The day on which someone looked it up, as `2026-11-23`.
    public var asOf: String?
    /// Where they found it.
    public var source: String?

    package init(
        input: Double,
        output: Double,
        cachedInput: Double? = nil,
        cacheWrite: Double? = nil,
        batchInput: Double? = nil,
        batchOutput: Double? = nil,
        asOf: String? = nil,
        source: String? = nil
    ) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.batchInput = batchInput
        self.batchOutput = batchOutput
        self.asOf = asOf
        self.source = source
    }

    /// The cost of a reply in billionths of a dollar; nil where the vendor did not say how many
    /// tokens it used, or nobody what a batch costs: unknown is neither zero nor half of the rest.
    public func nanodollars(for usage: Usage, inBatch: Bool = false) -> Int64? {
        guard let fresh = usage.inputFresh, let used = usage.outputTotal else { return nil }
        guard let rates = rates(inBatch: inBatch) else { return nil }
        let cached = Double(usage.cacheRead ?? 0) * (cachedInput ?? rates.input)
        let written = Double(usage.cacheWrite ?? 0) * (cacheWrite ?? rates.input)
        let total = Double(fresh) * rates.input + cached + written + Double(used) * rates.output
        return Int64((total * 1000).rounded())
    }

    /// The cost of a reply by the way it came.
    public func nanodollars(for reply: Reply) -> Int64? {
        nanodollars(for: reply.usage, inBatch: reply.isBatched)
    }

    /// What fresh input and output cost, in dollars a million tokens; nil where the price of a batch
    /// is not known.
    ///
    /// What costs nothing costs nothing in a batch either.
    package func rates(inBatch: Bool) -> (input: Double, output: Double)? {
        guard inBatch, input > 0 || output > 0 else { return (input, output) }
        guard let batchInput, let batchOutput else { return nil }
        return (batchInput, batchOutput)
    }
}
