import ArgumentParser
import Cluster
import Packs

extension Budgets {
    /// The budgets of a file; none where there is no file.
    static func read(_ path: String?, costs: CostOptions) throws -> Budgets {
        var budgets = try read(path)
        budgets.perRun = costs.maxCost.map(CostOptions.nanodollars)
        budgets.perModel = costs.maxCostPerModel.map(CostOptions.nanodollars)
        return budgets
    }

    private static func read(_ path: String?) throws -> Budgets {
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

/// What a run may cost.
struct CostOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Dollars that a run may cost; the request that could exceed them is not made.",
            valueName: "dollars"
        )
    )
    var maxCost: Double?

    @Option(
        help: ArgumentHelp("Dollars that each model of a run may cost.", valueName: "dollars")
    )
    var maxCostPerModel: Double?

    /// What may be spent in all, in billionths of a dollar.
    var nanodollarsMax: Int64? { maxCost.map(Self.nanodollars) }

    func validate() throws {
        for dollars in [maxCost, maxCostPerModel].compactMap({ $0 }) {
            guard dollars > 0, dollars <= 1_000_000 else {
                throw ValidationError("a cost must be more than 0 and at most 1000000 dollars")
            }
        }
    }

    fileprivate static func nanodollars(_ dollars: Double) -> Int64 {
        Int64((dollars * 1e9).rounded())
    }
}
