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
    /// The longest wait that is obeyed, in milliseconds; a vendor that asks for more is given up.
    public var waitMillisecondsMax: Int

    /// Six attempts, half a second doubling to 30 s, waits of up to two minutes obeyed.
    public static let standard = RetryPolicy()

    package init(
        attemptsMax: Int = 6,
        baseMilliseconds: Int = 500,
        pauseMillisecondsMax: Int = 30_000,
        waitMillisecondsMax: Int = 120_000
    ) {
        precondition(attemptsMax > 0 && baseMilliseconds > 0 && pauseMillisecondsMax > 0)
        self.attemptsMax = attemptsMax
        self.baseMilliseconds = baseMilliseconds
        self.pauseMillisecondsMax = pauseMillisecondsMax
        self.waitMillisecondsMax = waitMillisecondsMax
    }

    /// What is to be done after a failure.
    public enum Decision: Sendable, Hashable {
        /// Make the request again, not earlier than that many milliseconds from now.
        case retry(afterMilliseconds: Int)
        /// Do not make it again.
        case giveUp(Reason)
    }

    /// Why a request is not made again.
    public enum Reason: Sendable, Hashable, CustomStringConvertible {
        /// The same request would fail again.
        case final(VendorFailure.Kind)
        /// It has been made as often as allowed.
        case attemptsUsed(Int)
        /// The vendor asks for a wait, in milliseconds, that is longer than a slot may be held.
        case waitTooLong(milliseconds: Int, limit: Int)

        /// One sentence for the person at the terminal.
        public var description: String {
            switch self {
            case .final(let kind): "not asked again: \(kind.words)"
            case .attemptsUsed(let attempts): "given up after \(attempts) attempts"
            case .waitTooLong(let wait, let limit):
                "given up: the vendor asks to wait \(wait / 1000) s, the limit is \(limit / 1000) s"
            }
        }
    }

    /// The decision after `failure` ended attempt number `attempt`, counted from 1.
    ///
    /// `seed` fixes the drawn part; different requests should bring different seeds. A wait that
    /// the vendor asks for is lengthened by up to one base pause, never shortened.
    public func next(after failure: VendorFailure, attempt: Int, seed: UInt64) -> Decision {
        guard failure.kind.isRetryable else { return .giveUp(.final(failure.kind)) }
        if let wait = failure.waitMilliseconds, wait > waitMillisecondsMax {
            return .giveUp(.waitTooLong(milliseconds: wait, limit: waitMillisecondsMax))
        }
        guard attempt < attemptsMax else { return .giveUp(.attemptsUsed(attempt)) }
        var generator = SeededGenerator(seed: seed &+ UInt64(truncatingIfNeeded: attempt))
        if let wait = failure.waitMilliseconds {
            return .retry(afterMilliseconds: wait + generator.below(baseMilliseconds))
        }
        let doublings = min(max(attempt, 1) - 1, 20)
        let (doubled, overflow) = baseMilliseconds.multipliedReportingOverflow(by: 1 << doublings)
        let pause = overflow ? pauseMillisecondsMax : min(doubled, pauseMillisecondsMax)
        return .retry(afterMilliseconds: pause - pause / 2 + generator.below(pause / 2 + 1))
    }
}
