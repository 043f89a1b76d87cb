import Foundation

/// From when to when a new certificate is valid, in whole seconds, as certificates count.
struct Lifetime {
    let notBefore: Date
    let notAfter: Date

    /// How far the clock of a member may be behind its authority's, in seconds.
    static let skewSeconds = 300.0
    /// The last second of the year 9999, where the notation of certificates ends.
    private static let lastSecond = 253_402_300_799.0

    /// `days` days from `start` on, and the skew before it; throws `badLifetime`.
    init(from start: Date, days: Int, daysMax: Int) throws(MembershipError) {
        // Rounded down here because the library rounds to the nearest, and traps on infinity.
        let first = start.timeIntervalSince1970.rounded(.down)
        guard (1...daysMax).contains(days), first >= Self.skewSeconds,
            first + Double(days) * 86_400 <= Self.lastSecond
        else { throw .badLifetime(days: days, daysMax: daysMax) }
        notBefore = Date(timeIntervalSince1970: first - Self.skewSeconds)
        notAfter = Date(timeIntervalSince1970: first + Double(days) * 86_400)
    }
}
