import Bench

/// Whether and when a failed request is made again.
///
/// The wait is what the vendor asks for, or half of a doubling pause plus a drawn part of its
/// other half, so that workers which failed together do not come back together.
public struct RetryPolicy: Sendable, Hashable {
    /// The most times that one request is made, the first included.
    public var attemptsMax: Int
    /// The pause after the first failure, in milliseconds; each further one doubles it.
    public var baseMilliseconds: Int
    /// The longest pause of our own, in milliseconds.
    public var pauseMillisecondsMax: Int
    /// The longest wait for which a slot is held, in milliseconds; for a longer one the sample is
    /// parked.
    public var waitMillisecondsMax: Int
    /// What all attempts and waits of a sample may take together, in milliseconds.
    public var patienceMilliseconds: Int

    /// Six attempts, half a second doubling to 30 s, waits of up to two minutes in a slot, an hour in
    /// all.
    public static let standard = RetryPolicy()

    package init(
        attemptsMax: Int = 6,
        baseMilliseconds: Int = 500,
        pauseMillisecondsMax: Int = 30_000,
        waitMillisecondsMax: Int = 120_000,
        patienceMilliseconds: Int = 3_600_000
    ) {
        precondition(attemptsMax > 0 && baseMilliseconds > 0 && pauseMillisecondsMax > 0)
        self.attemptsMax = attemptsMax
        self.baseMilliseconds = baseMilliseconds
        self.pauseMillisecondsMax = pauseMillisecondsMax
        self.waitMillisecondsMax = waitMillisecondsMax
        self.patienceMilliseconds = patienceMilliseconds
    }

    /// What is to be done after a failure.
    public enum Decision: Sendable, Hashable {
        /// Make the request again, not earlier than that many milliseconds from now.
        case retry(afterMilliseconds: Int)
        /// The same, but so late that something else should be asked in its place.
        case park(afterMilliseconds: Int)
        /// Do not make it again.
        case giveUp(Reason)
    }

    /// Why a request is not made again.
    public enum Reason: Sendable, Hashable, CustomStringConvertible {
        /// The same request would fail again.
        case final(VendorFailure.Kind)
        /// It has been made as often as allowed.
        case attemptsUsed(Int)
        /// The vendor asks for a wait, in milliseconds, that is longer than what is left of the
        /// patience.
        case waitTooLong(milliseconds: Int, limit: Int)
        /// Attempts and waits have taken as long as they may, in milliseconds.
        case patienceUsed(Int)

        /// One sentence for the person at the terminal.
        public var description: String {
            switch self {
            case .final(let kind): "not asked again: \(kind.words)"
            case .attemptsUsed(let attempts): "given up after \(attempts) attempts"
            case .waitTooLong(let wait, let limit):
                "given up: the vendor asks to wait \(wait / 1000) s, and \(limit / 1000) s of its "
                    + "patience are left"
            case .patienceUsed(let milliseconds):
                "given up after \(milliseconds / 1000) s, its patience"
            }
        }
    }

    /// The decision after `failure` ended attempt number `attempt`, counted from 1.
    ///
    /// `seed` fixes the drawn part; different requests should bring different seeds. A wait that
    /// the vendor asks for is lengthened by up to one base pause, never shortened. `elapsed` is what
    /// attempts and waits have taken so far.
    public func next(
        after failure: VendorFailure,
        attempt: Int,
        seed: UInt64,
        elapsedMilliseconds elapsed: Int = 0
    ) -> Decision {
        guard failure.kind.isRetryable else { return .giveUp(.final(failure.kind)) }
        let left = max(0, patienceMilliseconds - elapsed)
        if let wait = failure.waitMilliseconds, wait > left {
            return .giveUp(.waitTooLong(milliseconds: wait, limit: left))
        }
        guard left > 0 else { return .giveUp(.patienceUsed(patienceMilliseconds)) }
        guard attempt < attemptsMax else { return .giveUp(.attemptsUsed(attempt)) }
        var generator = SeededGenerator(seed: seed &+ UInt64(truncatingIfNeeded: attempt))
        if let wait = failure.waitMilliseconds {
            let drawn = wait + generator.below(baseMilliseconds)
            return wait > waitMillisecondsMax
                ? .park(afterMilliseconds: drawn) : .retry(afterMilliseconds: drawn)
        }
        let doublings = min(max(attempt, 1) - 1, 20)
        let (doubled, overflow) = baseMilliseconds.multipliedReportingOverflow(by: 1 << doublings)
        let pause = overflow ? pauseMillisecondsMax : min(doubled, pauseMillisecondsMax)
        return .retry(afterMilliseconds: pause - pause / 2 + generator.below(pause / 2 + 1))
    }
}
