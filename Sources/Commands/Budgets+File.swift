import Cluster
import Packs

extension Budgets {
    /// The budgets of a file; none where there is no file.
    static func read(_ path: String?) throws -> Budgets {
        guard let path else { return Budgets() }
        var limits: [Account: AccountLimits] = [:]
        for line in try Packs.budgets(at: path) {
            limits[Account(organisation: line.organisation, name: line.account)] = AccountLimits(
                requestsPerMinute: line.requestsPerMinute,
                tokensPerMinute: line.tokensPerMinute,
                inFlight: line.inFlight,
                nanodollars: line.nanodollars
            )
        }
        return Budgets(limits)
    }
}
