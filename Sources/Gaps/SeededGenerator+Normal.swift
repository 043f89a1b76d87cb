import Bench

extension SeededGenerator {
    /// A number from the standard normal distribution.
    ///
    /// A whole part k and a fraction x are proposed and kept with probability exp(−(k + x)²/2), by
    /// nothing but comparisons of uniform numbers and basic arithmetic, so that a seed gives the
    /// same bits on every machine; logarithms differ in their last bit between C libraries. Takes a
    /// varying number of draws, about 16 on average. The fraction has 53 bits.
    ///
    /// Source: Karney, «Sampling exactly from the normal distribution», ACM Transactions on
    /// Mathematical Software 42, 2016, algorithm N.
    package mutating func normal() -> Double {
        while true {
            var whole = 0
            while survives(0.5) { whole += 1 }
            guard survives(0.5, times: whole * (whole - 1)) else { continue }
            let fraction = unit()
            let double = Double(2 * whole)
            // Cut into whole + 1 trials, each of an exponent below 1.
            let exponent = fraction * (double + fraction) / (double + 2)
            guard survives(exponent, times: whole + 1) else { continue }
            let magnitude = Double(whole) + fraction
            return next() >> 63 == 0 ? magnitude : -magnitude
        }
    }

    /// True with probability exp(−exponent), for an exponent in [0, 1].
    ///
    /// The chance that a falling run of uniform numbers below the exponent has an even length.
    /// Source: von Neumann, «Various techniques used in connection with random digits», 1951.
    mutating func survives(_ exponent: Double) -> Bool {
        var bound = exponent
        var isEven = true
        while true {
            let number = unit()
            guard number < bound else { return isEven }
            bound = number
            isEven.toggle()
        }
    }

    /// True where so many trials in a row are; stops at the first that is not.
    private mutating func survives(_ exponent: Double, times: Int) -> Bool {
        for _ in 0..<times where !survives(exponent) { return false }
        return true
    }
}
