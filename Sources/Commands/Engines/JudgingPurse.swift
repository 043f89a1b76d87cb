import Synchronization

/// What judging may cost, shared by the judgements that are under way.
///
///     reserve ──▶ held ──pay──▶ spent
///                  └───release──▶ free again
final class JudgingPurse: Sendable {
    private struct State {
        var spent: Int64 = 0
        var held: Int64 = 0
    }

    private let nanodollarsMax: Int64?
    private let state = Mutex(State())

    /// A purse of so many billionths of a dollar; nil is no limit.
    init(nanodollarsMax: Int64?) { self.nanodollarsMax = nanodollarsMax }

    /// What has been paid, in billionths of a dollar.
    var spent: Int64 { state.withLock { $0.spent } }

    /// Sets so much aside; false where it is not there, and then nothing is.
    func reserve(_ nanodollars: Int64) -> Bool {
        state.withLock { state in
            if nanodollars > 0, let nanodollarsMax,
                state.spent + state.held + nanodollars > nanodollarsMax
            {
                return false
            }
            state.held += nanodollars
            return true
        }
    }

    /// Pays for a request, so much of it from what was set aside.
    func pay(_ nanodollars: Int64, of held: Int64) {
        state.withLock { state in
            state.spent += nanodollars
            state.held -= held
        }
    }

    /// What was set aside and is not needed.
    func release(_ nanodollars: Int64) { state.withLock { $0.held -= nanodollars } }
}
