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

    /// A request has ended and cost so much.
    mutating func finish(_ request: Int, cost: Int64) {
        guard inFlight.remove(request) != nil else { return }
        spent += cost
        if let limit = limits.nanodollars, spent > limit {
            faults.append("\(spent) nanodollars spent, \(limit) are allowed")
        }
    }
}
