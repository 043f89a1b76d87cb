/// A number as people and models write it.
///
/// Thousands may be separated by commas, spaces, apostrophes or low lines; the decimal mark is a
/// point. What could be read in two ways is not read: `3,5`, `0,500`, `3 or 4`, `1.5 million`.
enum NumberReading {
    /// The digits of a number that is read, at most.
    static let digitsMax = 40

    /// Sign and digits in one form for equal numbers; nil where there is no number to be told.
    static func read(_ answer: String) -> String? {
        var scalars = answer.unicodeScalars.map(plain)[...]
        // «3 × 4 = 12».
        if let equal = scalars.lastIndex(of: "=") { scalars = scalars[(equal + 1)...] }
        scalars = scalars.drop { " (€£¥".unicodeScalars.contains($0) }
        var isNegative = false
        if let sign = scalars.first, "+-−–".unicodeScalars.contains(sign) {
            isNegative = sign != "+"
            scalars = scalars.dropFirst().drop { " €£¥".unicodeScalars.contains($0) }
        }
        guard let (whole, behind) = wholePart(scalars) else { return nil }
        var rest = behind
        var fraction: ArraySlice<Unicode.Scalar> = []
        if rest.first == "." {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst().dropFirst(fraction.count)
        }
        guard whole.count + fraction.count > 0, whole.count + fraction.count <= digitsMax,
            isPlainRemark(rest)
        else { return nil }
        return canonical(whole, fraction, isNegative: isNegative)
    }

    /// Decimal digits of any script as ASCII, spaces of any width as one.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
            return Unicode.Scalar(UInt8(0x30 + value))
        }
        return scalar.properties.isWhitespace ? " " : scalar
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar)
    }

    /// The digits before the point, and what stands behind them.
    private static func wholePart(
        _ scalars: ArraySlice<Unicode.Scalar>
    ) -> (digits: [Unicode.Scalar], rest: ArraySlice<Unicode.Scalar>)? {
        var digits = Array(scalars.prefix(while: isDigit))
        var rest = scalars.dropFirst(digits.count)
        guard let mark = rest.first, separators.contains(mark),
            (1...3).contains(digits.count)
        else { return (digits, rest) }
        while rest.first == mark {
            let group = rest.dropFirst().prefix(while: isDigit)
            if group.count != 3 { break }
            // «0,500» is a half in some countries.
            if digits.first == "0" { return nil }
            digits += group
            rest = rest.dropFirst(4)
        }
        return (digits, rest)
    }

    private static let separators = Array(", '’_".unicodeScalars)

    /// Whether what stands behind a number leaves it the number that it is.
    private static func isPlainRemark(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        let remark = rest.prefix { $0 != "(" }
        guard remark.allSatisfy({ $0.properties.numericType == nil }) else { return false }
        // In «118(17)» the brackets are no remark.
        if remark.isEmpty, rest.first == "(" { return false }
        var word = String.UnicodeScalarView()
        word.append(
            contentsOf: remark.drop { $0 == " " }.prefix { $0.properties.isAlphabetic }
        )
        return !multipliers.contains(String(word).lowercased())
    }

    private static let multipliers: Set<String> = [
        "k", "m", "mn", "mio", "bn", "b", "t", "tn", "tsd", "mrd", "hundred", "thousand", "million",
        "millions", "billion", "billions", "trillion", "dozen", "dozens", "lakh", "crore", "e",
        "or",
    ]

    private static func canonical(
        _ whole: [Unicode.Scalar],
        _ fraction: ArraySlice<Unicode.Scalar>,
        isNegative: Bool
    ) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: whole.drop { $0 == "0" })
        if text.isEmpty { text.append("0") }
        if let last = fraction.lastIndex(where: { $0 != "0" }) {
            text.append(".")
            text.append(contentsOf: fraction[...last])
        }
        let digits = String(text)
        return isNegative && digits != "0" ? "-" + digits : digits
    }
}
