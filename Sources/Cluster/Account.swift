import Bench

/// A vendor account as vendors meter it: an address and the key that is used there, of one
/// organisation.
///
/// On the wire and in files it is `host[:port]=VARIABLE`, or `host[:port]` without a key; the
/// organisation is the certificate's.
public struct Account: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Whose key it is; empty where nobody says who he is.
    public var organisation: String
    /// Address and variable.
    public var name: String

    package init(organisation: String = "", name: String) {
        self.organisation = organisation
        self.name = name
    }

    /// What the names of the accounts begin with that limit the cost of a run and of its models.
    package static func purses(of run: RunID) -> String { Purse.name(of: run) }

    /// The most bytes of a name.
    public static let bytesMax = 300

    /// The account that a model is asked over, by any organisation.
    package static func name(of model: Model) -> String {
        let authority = AskPolicy.authority(of: model.endpoint) ?? model.endpoint
        return authority + (model.keyVariable.map { "=" + $0 } ?? "")
    }

    /// The accounts that those models are asked over, each once, in their order.
    package static func names(of models: [Model]) -> [String] {
        models.map(name).reduce(into: []) { names, name in
            if !names.contains(name) { names.append(name) }
        }
    }

    /// Whether it is a server of the machine that asks, which bears what its machine bears.
    package var isOfThisMachine: Bool {
        ["127.", "localhost:", "localhost=", "[::1]"].contains(where: name.hasPrefix)
            || name == "localhost"
    }

    /// By organisation, then name.
    public static func < (left: Account, right: Account) -> Bool {
        (left.organisation, left.name) < (right.organisation, right.name)
    }

    /// `organisation: name`, or the name alone.
    public var description: String {
        organisation.isEmpty ? name : "\(organisation): \(name)"
    }
}

/// What may be used of an account by the whole fleet; nil is no limit.
public struct AccountLimits: Sendable, Equatable {
    /// Requests in any minute.
    public var requestsPerMinute: Int?
    /// Tokens in any minute, input and output together, as they are estimated before a request.
    public var tokensPerMinute: Int?
    /// Requests in flight.
    public var inFlight: Int?
    /// Money, in billionths of a dollar, over the life of the store.
    public var nanodollars: Int64?

    package init(
        requestsPerMinute: Int? = nil,
        tokensPerMinute: Int? = nil,
        inFlight: Int? = nil,
        nanodollars: Int64? = nil
    ) {
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
        self.inFlight = inFlight
        self.nanodollars = nanodollars
    }
}

/// The limits of a fleet's accounts.
public struct Budgets: Sendable, Equatable {
    private var limits: [Account: AccountLimits]
    /// What each run may cost, in billionths of a dollar; nil is no limit.
    public var perRun: Int64?
    /// What each model of a run may cost, in billionths of a dollar; nil is no limit.
    public var perModel: Int64?
    /// Whether an account of another machine begins with few requests in flight; not where all go by
    /// batch, which a vendor takes as one.
    public var startsSlowly = true

    /// Limits by account; those of an account without an organisation hold for each organisation.
    public init(_ limits: [Account: AccountLimits] = [:]) { self.limits = limits }

    /// The accounts that have limits.
    public var accounts: [Account] { limits.keys.sorted() }

    /// What holds for an account.
    package subscript(_ account: Account) -> AccountLimits {
        if let purse = Purse(account.name) {
            return AccountLimits(nanodollars: purse.model == nil ? perRun : perModel)
        }
        return limits[account] ?? limits[Account(name: account.name)] ?? AccountLimits()
    }
}

extension Budgets {
    /// The purses that pay for a model's requests besides its account.
    package func purses(of model: Model, in run: RunID) -> [String] {
        var purses: [Purse] = []
        if perRun != nil { purses.append(Purse(run: run.name)) }
        if perModel != nil { purses.append(Purse(run: run.name, model: model.id)) }
        return purses.map(\.name)
    }
}

/// What limits the cost of a run, or of one of its models: an account that no vendor knows, kept
/// like the others.
struct Purse {
    static let prefix = "cost:"

    var run: String
    var model: String?

    init(run: String, model: String? = nil) {
        self.run = run
        self.model = model
    }

    /// Nil for a vendor's account, whose address holds no such prefix.
    init?(_ name: String) {
        guard name.hasPrefix(Self.prefix) else { return nil }
        let parts = name.dropFirst(Self.prefix.count).split(separator: " ", maxSplits: 1)
        run = String(parts.first ?? "")
        model = parts.count > 1 ? String(parts[1]) : nil
    }

    /// What the names of all purses of a run begin with.
    static func name(of run: RunID) -> String { Self.prefix + run.name }

    var name: String { Self.prefix + run + (model.map { " " + $0 } ?? "") }
}

/// Amounts of what accounts are metered in.
public struct Amounts: Sendable, Equatable {
    /// Requests, every attempt counted.
    public var requests: Int
    /// Tokens.
    public var tokens: Int
    /// Billionths of a dollar.
    public var nanodollars: Int64

    package init(requests: Int = 0, tokens: Int = 0, nanodollars: Int64 = 0) {
        self.requests = requests
        self.tokens = tokens
        self.nanodollars = nanodollars
    }
}
