import Glibc

extension BoundedSequence {
    /// The hedged betting sequence: means against which no gambler has got rich.
    ///
    /// For each mean of a grid one gambler bets that values lie above it and another that they lie
    /// below. Were the mean true, both would play fair games, and either would ever multiply the
    /// stake by 2/level with a probability of level/2 at most. The means that stand are widened by one
    /// step of the grid to each side and clipped to [0, 1]; where none stands, since they would lie
    /// between two steps, the observed mean is widened so.
    ///
    /// With a `population` the values are the first of so many, asked in a random order without
    /// replacement, and the mean is that of all; it must be no less than the values. `steps`, 2 at
    /// least, is the number of steps of the grid. Takes time for values × steps.
    ///
    /// Source: Waudby-Smith and Ramdas, «Estimating means of bounded random variables by betting»,
    /// J. R. Stat. Soc. B 86, 2024, theorem 3, and section 5 for sampling without replacement;
    /// confseq 0.0.11, `betting_cs`, whose widening this is.
    package static func betting(
        _ values: [Double],
        level: Double = Planner.level,
        population: Int? = nil,
        steps: Int = 1_000
    ) -> Bounds {
        check(values, level: level)
        precondition(steps >= 2, "a grid has two steps at least")
        precondition(population.map { $0 >= values.count } ?? true, "more values than there are")
        let bets = bets(values, level: level)
        let width = 1 / Double(steps)
        let standing = (0...steps).filter { index in
            stands(Double(index) * width, values, bets, level: level, population: population)
        }
        let seen = values.isEmpty ? 0.5 : values.reduce(0, +) / Double(values.count)
        let lowest = standing.first.map { Double($0) * width } ?? seen
        let highest = standing.last.map { Double($0) * width } ?? seen
        return Bounds(lower: max(0, lowest - width), upper: min(1, highest + width))
    }

    /// The largest part of a gambler's capital that one value may cost.
    private static let stakeMax = 0.5
    /// What rounding may take a population's mean beyond its ends, relative to its size.
    private static let rounding = 1e-12

    /// Whether neither gambler's capital, halved, has come to 1/level by the last value.
    private static func stands(
        _ mean: Double,
        _ values: [Double],
        _ bets: [Double],
        level: Double,
        population: Int?
    ) -> Bool {
        var (above, below, sum) = (0.0, 0.0, 0.0)
        for (index, value) in values.enumerated() {
            let fair: Double
            if let population {
                // What is left of the total, spread over the values that are left.
                let left = Double(population - index)
                fair = min(1, max(0, (Double(population) * mean - sum) / left))
            } else {
                fair = mean
            }
            above += log1p(min(bets[index], stakeMax / fair) * (value - fair))
            below += log1p(min(bets[index], stakeMax / (1 - fair)) * (fair - value))
            sum += value
        }
        if let population {
            // Values once seen rule means out for certain: the others have to make up the total.
            let rest = Double(population) * mean - sum
            let slack = rounding * Double(population)
            let left = Double(population - values.count)
            guard rest >= -slack, rest <= left + slack else { return false }
        }
        return max(above, below) <= log(2 / level)
    }
}
