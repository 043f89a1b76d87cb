import Glibc

/// O'Brien and Fleming's boundaries: how far a statistic must be from 0 to stop at a planned look.
///
/// Early looks ask for much and the last one for little more than a single test would, so that
/// looking costs almost no power. The looks must be planned and equally spaced in information.
///
/// Source: O'Brien and Fleming, «A multiple testing procedure for clinical trials», Biometrics 35,
/// 1979; the numerical integration is that of Armitage, McPherson and Rowe, J. R. Stat. Soc. A 132,
/// 1969.
package struct OBrienFleming: Sendable, Hashable {
    /// The most looks that boundaries are computed for.
    package static let looksMax = 10
    /// The steps of the integration over one half of the range, an even number.
    ///
    /// Twice as many change the total level by less than 1e-7.
    private static let steps = 60

    /// The planned looks, in 1...`looksMax`.
    package let looks: Int
    /// The two-sided probability of passing any boundary where there is nothing, in (0, 0.5).
    package let level: Double
    /// The boundary at the last look, in standard errors.
    package let constant: Double

    /// The boundaries that give so many looks together a two-sided level in [0.0001, 0.5].
    package init(looks: Int, level: Double = Planner.level) {
        precondition((1...Self.looksMax).contains(looks), "looks are planned in 1...10")
        precondition(level >= 0.0001 && level <= 0.5, "a level lies in 0.0001...0.5")
        self.looks = looks
        self.level = level
        // One look alone would ask for the least; the looks cannot ask for more than Bonferroni.
        let least = Normal.quantile(upperTail: level / 2)
        let most = Normal.quantile(upperTail: level / 2 / Double(looks))
        constant =
            looks == 1
            ? least
            : Quantile.bisect(least, most) {
                Self.crossing(looks: looks, constant: $0) > level
            }
    }

    /// How many standard errors from 0 stop at each look, falling to `constant`.
    package var boundaries: [Double] {
        (1...looks).map { constant * (Double(looks) / Double($0)).squareRoot() }
    }

    /// The two-sided p-values that the boundaries stand for, rising.
    package var nominalPValues: [Double] { boundaries.map { 2 * Normal.upperTail($0) } }

    /// The probability of passing any of so many boundaries where there is nothing, in [0, 1].
    ///
    /// `looks` is in 1...`looksMax`, `constant` above 0. The sum of k standard normal increments
    /// stops outside ±constant·√looks, the same at each look. Its density inside, where no boundary
    /// was passed before, follows from that of the look before by integrating over one increment.
    package static func crossing(looks: Int, constant: Double) -> Double {
        precondition((1...looksMax).contains(looks) && constant > 0)
        guard looks > 1 else { return 2 * Normal.upperTail(constant) }
        let bound = constant * Double(looks).squareRoot()
        let step = bound / Double(steps)
        let kernel = (0...2 * steps).map { density(step * Double($0)) }
        // Simpson's weights; the density is even, so that one half of the range is enough.
        let weights = (0...steps).map { index in
            step / 3 * (index == 0 || index == steps ? 1 : (index.isMultiple(of: 2) ? 2 : 4))
        }
        var inside = Array(kernel.prefix(steps + 1))
        for _ in 1..<looks - 1 {
            let weighted = zip(weights, inside).map { $0 * $1 }
            inside = (0...steps).map { to in
                var sum = 0.0
                for from in 0...steps {
                    sum += weighted[from] * (kernel[abs(to - from)] + kernel[to + from])
                }
                return sum
            }
        }
        var stays = 0.0
        for index in 0...steps {
            let place = step * Double(index)
            let leaves = Normal.upperTail(bound - place) + Normal.upperTail(bound + place)
            stays += 2 * weights[index] * inside[index] * (1 - leaves)
        }
        return 1 - stays
    }

    /// The standard normal density.
    private static func density(_ z: Double) -> Double {
        exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    }
}
