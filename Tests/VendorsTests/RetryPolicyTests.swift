import Testing

@testable import Vendors

struct RetryPolicyTests {
    private let policy = RetryPolicy.standard

    private func failure(_ kind: VendorFailure.Kind, wait: Int? = nil) -> VendorFailure {
        VendorFailure(kind, status: 429, message: "m", waitMilliseconds: wait)
    }

    @Test func `what cannot succeed later is not tried again`() {
        for kind in [VendorFailure.Kind.quota, .authentication, .noSuchModel, .badRequest] {
            #expect(
                policy.next(after: failure(kind), attempt: 1, seed: 1) == .giveUp(.final(kind))
            )
        }
    }

    @Test func `the fifth failure is followed by a sixth attempt, the sixth by none`() {
        for kind in [VendorFailure.Kind.rateLimited, .transient, .unreadable] {
            let fifth = policy.next(after: failure(kind), attempt: 5, seed: 1)
            #expect(fifth != .giveUp(.attemptsUsed(5)))
            #expect(
                policy.next(after: failure(kind), attempt: 6, seed: 1) == .giveUp(.attemptsUsed(6))
            )
        }
    }

    @Test func `the pause doubles from half a second and never leaves its half`() {
        let pauses = [500, 1000, 2000, 4000, 8000]
        for seed in 0..<200 as Range<UInt64> {
            for (index, pause) in pauses.enumerated() {
                let decision = policy.next(
                    after: failure(.transient),
                    attempt: index + 1,
                    seed: seed
                )
                guard case .retry(let wait) = decision else {
                    Issue.record("no retry with seed \(seed)")
                    continue
                }
                #expect((pause / 2...pause).contains(wait), "seed \(seed)")
            }
        }
    }

    @Test func `the pause ends growing at thirty seconds, however many attempts are allowed`() {
        let patient = RetryPolicy(attemptsMax: .max)
        for attempt in [7, 8, 40, Int.max - 1] {
            guard
                case .retry(let wait) = patient.next(
                    after: failure(.transient),
                    attempt: attempt,
                    seed: 3
                )
            else {
                Issue.record("no retry at attempt \(attempt)")
                continue
            }
            #expect((15_000...30_000).contains(wait))
        }
    }

    @Test func `a wait that is asked for is obeyed up to two minutes and never shortened`() {
        for seed in 0..<100 as Range<UInt64> {
            guard
                case .retry(let wait) = policy.next(
                    after: failure(.rateLimited, wait: 120_000),
                    attempt: 1,
                    seed: seed
                )
            else {
                Issue.record("no retry with seed \(seed)")
                continue
            }
            #expect((120_000..<120_500).contains(wait))
        }
    }

    @Test func `a longer wait is parked, as long as the sample's patience lasts`() {
        func next(wait: Int?, elapsed: Int) -> RetryPolicy.Decision {
            policy.next(
                after: failure(.rateLimited, wait: wait),
                attempt: 1,
                seed: 1,
                elapsedMilliseconds: elapsed
            )
        }
        for wait in [120_001, 3_600_000] {
            guard case .park(let taken) = next(wait: wait, elapsed: 0) else {
                Issue.record("not parked for \(wait)")
                continue
            }
            #expect((wait..<wait + 500).contains(taken))
        }
        #expect(
            next(wait: 3_600_001, elapsed: 0)
                == .giveUp(.waitTooLong(milliseconds: 3_600_001, limit: 3_600_000))
        )
        #expect(
            next(wait: 600_000, elapsed: 3_000_001)
                == .giveUp(.waitTooLong(milliseconds: 600_000, limit: 599_999))
        )
        #expect(next(wait: nil, elapsed: 3_600_000) == .giveUp(.patienceUsed(3_600_000)))
    }

    @Test func `the same seed gives the same wait, different seeds spread`() {
        let waits = (0..<50 as Range<UInt64>).map {
            policy.next(after: failure(.transient), attempt: 3, seed: $0)
        }
        #expect(
            waits
                == (0..<50 as Range<UInt64>).map {
                    policy.next(after: failure(.transient), attempt: 3, seed: $0)
                }
        )
        #expect(Set(waits).count > 40)
    }
}
