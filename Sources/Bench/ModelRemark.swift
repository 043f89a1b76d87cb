/// Something to know of a model before it is asked.
public enum ModelRemark: Sendable, Hashable, CustomStringConvertible {
    /// Its vendor has taken it away.
    case gone(day: String)
    /// Its vendor takes it away soon.
    case leaving(day: String, days: Int)
    /// Nobody has said what it costs.
    case priceUnknown
    /// Nobody has said when its price was looked up.
    case priceUndated
    /// Its price was looked up so long ago that it may be another one.
    case priceStale(asOf: String, days: Int)

    /// Days before a model's end from which on it is said.
    public static let leavingDays = 90
    /// Days after which a price is too old to be relied on.
    public static let staleDays = 90

    /// Whether the model cannot be asked.
    public var isError: Bool {
        if case .gone = self { true } else { false }
    }

    /// A word for programs.
    public var name: String {
        switch self {
        case .gone: "gone"
        case .leaving: "leaving"
        case .priceUnknown: "price-unknown"
        case .priceUndated: "price-undated"
        case .priceStale: "price-stale"
        }
    }

    /// One sentence.
    public var description: String {
        switch self {
        case .gone(let day): "its vendor took it away on \(day): ask its successor"
        case .leaving(let day, let days):
            "its vendor takes it away on \(day), in \(days) days: a series should move on by then"
        case .priceUnknown: "its price is not known, so neither is what a run costs"
        case .priceUndated: "its price has no day (as_of), so nobody knows how old it is"
        case .priceStale(let asOf, let days):
            "its price is \(days) days old (\(asOf)): look it up again before a paid run"
        }
    }
}

extension Model {
    /// What is to be known of it at a moment, in milliseconds since 1970; errors first.
    ///
    /// A model that needs no key, or is made up, costs nothing, so its price is no matter.
    public func remarks(nowMilliseconds: Int64) -> [ModelRemark] {
        func days(from day: Day) -> Int {
            Int((Double(nowMilliseconds - day.milliseconds) / 86_400_000).rounded(.down))
        }
        var remarks: [ModelRemark] = []
        if let endOfLife, let day = Day(endOfLife) {
            let left = -days(from: day)
            if left <= 0 {
                remarks.append(.gone(day: endOfLife))
            } else if left <= ModelRemark.leavingDays {
                remarks.append(.leaving(day: endOfLife, days: left))
            }
        }
        if isSimulated { return remarks }
        guard let price else { return keyVariable == nil ? remarks : remarks + [.priceUnknown] }
        guard let asOf = price.asOf, let day = Day(asOf) else { return remarks + [.priceUndated] }
        let age = days(from: day)
        return age > ModelRemark.staleDays
            ? remarks + [.priceStale(asOf: asOf, days: age)] : remarks
    }
}
