/// P-values of several tests at once, adjusted so that they can be held against one level.
public enum Multiplicity {
    /// Controls the share of false discoveries under independence and positive dependence.
    ///
    /// The values come back in the order in which they went in.
    /// Source: Benjamini and Hochberg, J. R. Stat. Soc. B 57, 1995.
    public static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
        stepUp(pValues, factor: 1)
    }

    /// Controls the share of false discoveries under any dependence.
    ///
    /// Source: Benjamini and Yekutieli, Annals of Statistics 29, 2001.
    public static func benjaminiYekutieli(_ pValues: [Double]) -> [Double] {
        stepUp(pValues, factor: pValues.indices.reduce(0) { $0 + 1 / Double($1 + 1) })
    }

    /// Controls the probability of any false discovery under any dependence.
    ///
    /// Source: Holm, Scandinavian Journal of Statistics 6, 1979.
    public static func holm(_ pValues: [Double]) -> [Double] {
        var adjusted = pValues
        var largest = 0.0
        for (rank, place) in ascending(pValues).enumerated() {
            largest = max(largest, min(1, pValues[place] * Double(pValues.count - rank)))
            adjusted[place] = largest
        }
        return adjusted
    }

    private static func stepUp(_ pValues: [Double], factor: Double) -> [Double] {
        var adjusted = pValues
        var smallest = 1.0
        for (rank, place) in ascending(pValues).enumerated().reversed() {
            let scale = factor * Double(pValues.count) / Double(rank + 1)
            smallest = min(smallest, pValues[place] * scale)
            adjusted[place] = smallest
        }
        return adjusted
    }

    /// The places of the values from the smallest up; equal values keep their order.
    private static func ascending(_ pValues: [Double]) -> [Int] {
        pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    }
}
