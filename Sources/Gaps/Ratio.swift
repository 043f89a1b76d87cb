/// A fraction of whole numbers in lowest terms, so that ties are ties.
package struct Ratio: Sendable, Hashable {
    /// The number above the line.
    package let numerator: Int
    /// The number below the line, above 0.
    package let denominator: Int

    /// The fraction; nil where the denominator is not above 0 or the numbers are too large.
    package init?(_ numerator: Int, over denominator: Int) {
        guard denominator > 0, numerator != .min else { return nil }
        let divisor = Self.greatestCommonDivisor(abs(numerator), denominator)
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    /// The nearest number in floating point.
    package var value: Double { Double(numerator) / Double(denominator) }

    /// The sum; nil where it does not fit.
    package func plus(_ other: Ratio) -> Ratio? {
        guard let common = Self.leastCommonMultiple(denominator, other.denominator),
            let left = Self.product(numerator, common / denominator),
            let right = Self.product(other.numerator, common / other.denominator)
        else { return nil }
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? nil : Ratio(sum, over: common)
    }

    /// The difference; nil where it does not fit.
    package func minus(_ other: Ratio) -> Ratio? {
        Ratio(-other.numerator, over: other.denominator).flatMap(plus)
    }

    /// The product; nil where it does not fit.
    package func times(_ other: Ratio) -> Ratio? {
        guard let above = Self.product(numerator, other.numerator),
            let below = Self.product(denominator, other.denominator)
        else { return nil }
        return Ratio(above, over: below)
    }

    /// The fraction divided by a whole number above 0; nil where it does not fit.
    package func divided(by divisor: Int) -> Ratio? {
        Self.product(denominator, divisor).flatMap { Ratio(numerator, over: $0) }
    }

    /// The largest number that divides both; `b` where `a` is 0.
    package static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    /// The smallest number that both divide, for numbers above 0; nil where it does not fit.
    package static func leastCommonMultiple(_ a: Int, _ b: Int) -> Int? {
        product(a / greatestCommonDivisor(a, b), b)
    }

    /// The product; nil where it does not fit.
    package static func product(_ a: Int, _ b: Int) -> Int? {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? nil : product
    }
}
