/// When a run may stop asking a model before its plan is exhausted; part of the registration.
///
/// It goes by the first metric of the pack.
public enum Until: Sendable, Hashable, CustomStringConvertible {
    /// Until the gap is known to ± so many percentage points.
    case precision(points: Double)
    /// Until it is decided that there is a gap, at so many looks.
    case decided(looks: Int)

    /// Looks where nothing else is said.
    public static let looks = 5

    /// Reads `±3pt`, `3pt`, `decided` or `decided:4`; nil for anything else.
    public init?(_ text: String) {
        if text == "decided" {
            self = .decided(looks: Self.looks)
            return
        }
        if text.hasPrefix("decided:"), let looks = Int(text.dropFirst(8)), (2...10).contains(looks)
        {
            self = .decided(looks: looks)
            return
        }
        var number = Substring(text)
        if number.hasPrefix("±") { number = number.dropFirst() }
        guard number.hasSuffix("pt") else { return nil }
        guard let points = Double(number.dropLast(2)), points > 0, points < 100 else { return nil }
        self = .precision(points: points)
    }

    /// As `init` reads it.
    public var description: String {
        switch self {
        case .precision(let points): "±\(points)pt"
        case .decided(let looks): "decided:\(looks)"
        }
    }
}
