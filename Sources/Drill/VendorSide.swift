import Bench
import Cluster

/// The vendor's view: what the fleet really has in flight, asks in a minute and spends.
///
/// Nothing here knows of leases; it only counts, and finds out who went over a limit.
struct VendorSide {
    let limits: AccountLimits
    /// What is in flight, by process and request.
    private var inFlight: Set<Int> = []
    private var starts: [Moment] = []
    private(set) var inFlightPeak = 0
    private(set) var minutePeak = 0
    private(set) var requests = 0
    private(set) var spent: Int64 = 0
    private var tokens: [(at: Moment, count: Int)] = []
    private(set) var faults: [String] = []

    init(_ limits: AccountLimits) { self.limits = limits }

    mutating func start(_ request: Int, now: Moment) {
        requests += 1
        inFlight.insert(request)
        inFlightPeak = max(inFlightPeak, inFlight.count)
        starts.append(now)
        starts.removeAll { $0 + 60_000 <= now }
        minutePeak = max(minutePeak, starts.count)
        if let limit = limits.inFlight, inFlight.count > limit {
            faults.append("\(inFlight.count) requests in flight, \(limit) are allowed")
        }
        if let limit = limits.requestsPerMinute, starts.count > limit {
            faults.append("\(starts.count) requests in a minute, \(limit) are allowed")
        }
    }

    /// A request has ended, used so many tokens and cost so much.
    mutating func finish(_ request: Int, tokens count: Int, cost: Int64, now: Moment) {
        guard inFlight.remove(request) != nil else { return }
        spent += cost
        tokens.append((now, count))
        tokens.removeAll { $0.at + 60_000 <= now }
        let used = tokens.reduce(0) { $0 + $1.count }
        if let limit = limits.tokensPerMinute, used > limit {
            faults.append("\(used) tokens in a minute, \(limit) are allowed")
        }
        if let limit = limits.nanodollars, spent > limit {
            faults.append("\(spent) nanodollars spent, \(limit) are allowed")
        }
    }
}

/// What a run and each of its models have cost, over all accounts.
struct Purses {
    private var models: [Int: Int64] = [:]

    mutating func pay(_ cost: Int64, model: Int) { models[model, default: 0] += cost }

    /// What was spent beyond a limit.
    func faults(_ budgets: Budgets) -> [String] {
        var faults: [String] = []
        let sum = models.values.reduce(0, +)
        if let limit = budgets.perRun, sum > limit {
            faults.append("the run has cost \(sum) nanodollars, \(limit) are allowed")
        }
        for (model, cost) in models.sorted(by: { $0.key < $1.key }) {
            if let limit = budgets.perModel, cost > limit {
                faults.append("model \(model) has cost \(cost) nanodollars, \(limit) are allowed")
            }
        }
        return faults
    }
}
