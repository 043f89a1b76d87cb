import Bench

/// What a worker has used of an account since its process began, and what it wants next.
///
/// Totals and not differences: a message that is lost or comes twice changes nothing.
public struct Spend: Sendable, Equatable {
    /// The account's name.
    public var account: String
    /// The number of the last allotment that has arrived; 0 for none.
    public var seen: Int
    /// Requests in flight now.
    public var inFlight: Int
    /// Requests that it would have in flight.
    public var wanted: Int
    /// Used so far, attempts that failed included.
    public var used: Amounts
    /// What one more request may use, at most.
    public var each: Amounts

    package init(
        account: String,
        seen: Int,
        inFlight: Int,
        wanted: Int,
        used: Amounts,
        each: Amounts
    ) {
        self.account = account
        self.seen = seen
        self.inFlight = inFlight
        self.wanted = wanted
        self.used = used
        self.each = each
    }
}

/// What a worker may use of an account, until `validMilliseconds` after it asked.
public struct Allotment: Sendable, Equatable {
    /// The account's name.
    public var account: String
    /// The number of this allotment; each replaces the one before.
    public var number: Int
    /// Requests that may be in flight.
    public var inFlight: Int
    /// The total of requests that it may make; nil is not metered.
    public var requests: Int?
    /// The total of tokens that it may use; nil is not metered.
    public var tokens: Int?
    /// The total of money that it may spend; nil is not metered.
    public var nanodollars: Int64?
    /// How long it holds.
    public var validMilliseconds: Int
    /// How long nothing is to be started, as the vendor asked.
    public var pauseMilliseconds: Int
    /// Why the account is not to be used at all; nil where it is.
    public var stopped: String?
    /// Whether nobody asked: the totals are the old ones, and an answer is still to come to whoever
    /// waits for one.
    public var isReminder: Bool

    package init(
        account: String,
        number: Int,
        inFlight: Int,
        requests: Int? = nil,
        tokens: Int? = nil,
        nanodollars: Int64? = nil,
        validMilliseconds: Int,
        pauseMilliseconds: Int = 0,
        stopped: String? = nil,
        isReminder: Bool = false
    ) {
        self.account = account
        self.number = number
        self.inFlight = inFlight
        self.requests = requests
        self.tokens = tokens
        self.nanodollars = nanodollars
        self.validMilliseconds = validMilliseconds
        self.pauseMilliseconds = pauseMilliseconds
        self.stopped = stopped
        self.isReminder = isReminder
    }
}

/// That a vendor wants less of an account, or nothing at all.
public struct Throttle: Sendable, Equatable {
    /// The account's name.
    public var account: String
    /// How long the vendor asks to wait; 0 where it does not say.
    public var waitMilliseconds: Int
    /// Whether waiting does not help: no credit, a spend limit.
    public var isSpent: Bool
    /// How many of a hundred requests it has refused since the last message of this kind.
    public var percent: Int
    /// What the vendor said.
    public var text: String

    package init(
        account: String,
        waitMilliseconds: Int,
        isSpent: Bool,
        percent: Int = 100,
        text: String
    ) {
        self.account = account
        self.waitMilliseconds = waitMilliseconds
        self.isSpent = isSpent
        self.percent = percent
        self.text = text
    }
}

extension Amounts {
    var json: JSON {
        [
            "requests": JSON(requests), "tokens": JSON(tokens),
            "nanodollars": .integer(nanodollars),
        ]
    }

    init(json: JSON?) throws(FieldError) {
        guard let json else { throw FieldError("amounts", "are missing") }
        self.init(
            requests: try json.whole("requests", in: 0...Self.countMax),
            tokens: try json.whole("tokens", in: 0...Self.countMax),
            nanodollars: Int64(try json.whole("nanodollars", in: 0...Self.countMax))
        )
    }

    /// The most of anything that one process can have used: sums over a fleet still fit.
    static let countMax = 1 << 50
    /// The most of anything that one request can use.
    static let eachMax = 1 << 40

    /// What one request may use at most.
    init(each json: JSON?) throws(FieldError) {
        try self.init(json: json)
        guard requests <= Self.eachMax, tokens <= Self.eachMax, nanodollars <= Int64(Self.eachMax)
        else { throw FieldError("each", "more than a request can use") }
    }
}

extension JSON {
    /// An account's name.
    func account() throws(FieldError) -> String {
        let name = try text("account")
        guard (1...Account.bytesMax).contains(name.utf8.count) else {
            throw FieldError("account", "1 to \(Account.bytesMax) bytes are needed")
        }
        return name
    }
}

extension Spend {
    var json: JSON {
        [
            "account": JSON(account), "seen": JSON(seen), "in_flight": JSON(inFlight),
            "wanted": JSON(wanted), "used": used.json, "each": each.json,
        ]
    }

    init(json: JSON) throws(FieldError) {
        self.init(
            account: try json.account(),
            seen: try json.whole("seen"),
            inFlight: try json.whole("in_flight", in: 0...65_536),
            wanted: try json.whole("wanted", in: 0...65_536),
            used: try Amounts(json: json["used"]),
            each: try Amounts(each: json["each"])
        )
    }
}

extension Allotment {
    var json: JSON {
        .compact([
            ("account", JSON(account)), ("number", JSON(number)), ("in_flight", JSON(inFlight)),
            ("requests", requests.map { JSON($0) } ?? .null),
            ("tokens", tokens.map { JSON($0) } ?? .null),
            ("nanodollars", nanodollars.map { .integer($0) } ?? .null),
            ("valid_ms", JSON(validMilliseconds)),
            ("pause_ms", pauseMilliseconds == 0 ? .null : JSON(pauseMilliseconds)),
            ("stopped", stopped.map { Message.cut($0) } ?? .null),
            ("reminder", isReminder ? .bool(true) : .null),
        ])
    }

    init(json: JSON) throws(FieldError) {
        self.init(
            account: try json.account(),
            number: try json.whole("number"),
            inFlight: try json.whole("in_flight"),
            requests: json["requests"] == nil ? nil : try json.whole("requests"),
            tokens: json["tokens"] == nil ? nil : try json.whole("tokens"),
            nanodollars: json["nanodollars"] == nil
                ? nil : Int64(try json.whole("nanodollars")),
            validMilliseconds: try json.whole("valid_ms", in: 1...86_400_000),
            pauseMilliseconds: json["pause_ms"] == nil
                ? 0 : try json.whole("pause_ms", in: 0...86_400_000),
            stopped: json["stopped"] == nil ? nil : try json.text("stopped"),
            isReminder: json["reminder"]?.bool ?? false
        )
    }
}

extension Throttle {
    var json: JSON {
        [
            "account": JSON(account), "wait_ms": JSON(waitMilliseconds),
            "spent": .bool(isSpent), "percent": JSON(percent), "text": Message.cut(text),
        ]
    }

    init(json: JSON) throws(FieldError) {
        self.init(
            account: try json.account(),
            waitMilliseconds: try json.whole("wait_ms", in: 0...86_400_000),
            isSpent: json["spent"]?.bool ?? false,
            percent: json["percent"] == nil ? 100 : try json.whole("percent", in: 0...100),
            text: try json.shortText("text")
        )
    }
}
