import Bench

/// What the fleet may use of each account.
extension Coordinator {
    /// Puts accounts back as the store has them: what each process may use, and has spent.
    ///
    /// Those that are here already stay as they are, and purses of runs that are not here are left
    /// out: they come with their run.
    public mutating func load(allotted: [Account: [String: StoredShare]], now: Moment) {
        for (account, shares) in allotted.sorted(by: { $0.key < $1.key })
        where ledgers[account] == nil {
            if let purse = Purse(account.name), !knows(RunID(purse.run)) { continue }
            ledgers[account] = Ledger(
                limits: budgets[account],
                allotted: shares,
                isFresh: isFresh,
                now: now
            )
            for (process, share) in shares { processes[share.home, default: []].insert(process) }
        }
    }

    private func account(_ name: String, _ id: ConnectionID) -> Account? {
        guard let member = peers[id]?.member else { return nil }
        // A run's purse is one, whoever of those that may work on it asks.
        if let purse = Purse(name) {
            let run = RunID(purse.run)
            guard let place = places[run], runs[place].isOpen(to: member.organisation),
                let model = runs[place].plan.spec.roster.models.first(where: {
                    (purse.model ?? $0.id) == $0.id
                })
            else { return nil }
            // One that an earlier coordinator has named in a grant is answered, though nothing limits
            // it any more: its worker would wait for it.
            guard
                budgets.purses(of: model, in: run).contains(name)
                    || runs[place].held(by: peers[id]?.home ?? "") > 0
            else { return nil }
            return Account(name: name)
        }
        return Account(organisation: member.organisation, name: name)
    }

    /// Whether there is room for one more account of an organisation.
    private func hasRoom(for account: Account) -> Bool {
        if ledgers[account] != nil { return true }
        let own = ledgers.keys.count { $0.organisation == account.organisation }
        return ledgers.count < Self.accountsMax
            && (account.organisation.isEmpty || own < Self.accountsPerOrganisationMax)
    }

    private mutating func open(_ account: Account, now: Moment) {
        guard ledgers[account] == nil else { return }
        ledgers[account] = Ledger(
            limits: budgets[account],
            isFresh: isFresh,
            startsSlowly: budgets.startsSlowly && Purse(account.name) == nil
                && !account.isOfThisMachine,
            now: now
        )
    }

    mutating func take(_ spend: Spend, _ id: ConnectionID, now: Moment) {
        guard let account = account(spend.account, id), let process = peers[id]?.instance else {
            return
        }
        guard hasRoom(for: account) else {
            refuse(id, .busy, "no room for another account")
            return
        }
        open(account, now: now)
        guard var ledger = ledgers[account] else { return }
        let allotment = ledger.ask(spend, process: process, now: now)
        ledgers[account] = ledger
        commit(account, process, home: peers[id]?.home ?? process)
        effects.append(.send(id, .budget(allotment)))
    }

    /// What is limited is in the books before it can be used, and so is what costs money: a limit may
    /// come later.
    private mutating func commit(_ account: Account, _ process: String, home: String) {
        guard let ledger = ledgers[account], let share = ledger.shares[process],
            ledger.limits.inFlight != nil || ledger.limits.nanodollars != nil
                || share.used.nanodollars > 0
        else { return }
        let stored = StoredShare(
            home: home,
            inFlight: ledger.limits.inFlight == nil ? 0 : share.committed,
            nanodollars: share.used.nanodollars + share.outstanding
        )
        effects.append(.commit(.allotted(account, process: process, stored)))
    }

    mutating func take(_ throttle: Throttle, _ id: ConnectionID, now: Moment) {
        guard let account = account(throttle.account, id), var ledger = ledgers[account] else {
            return
        }
        let hasChanged = ledger.complain(throttle, now: now)
        ledgers[account] = ledger
        guard hasChanged else { return }
        effects.append(
            .log(
                throttle.isSpent
                    ? "\(account) is stopped: \(throttle.text)"
                    : "\(account) wants less: \(ledger.inFlightCap) in flight from now on"
            )
        )
        remind(account, now: now)
    }

    private mutating func remind(_ account: Account, now: Moment) {
        for (id, peer) in peers.sorted(by: { $0.key < $1.key }) where peer.role == .worker {
            if let reminder = ledgers[account]?.remind(
                account.name,
                process: peer.instance,
                now: now
            ) {
                effects.append(.send(id, .budget(reminder)))
            }
        }
    }

    /// A worker is here: what an earlier process of its home had in flight has ended with it.
    mutating func greetBudgets(_ hello: Hello, _ id: ConnectionID, now: Moment) {
        let earlier = processes[hello.home]
        if processes.count > 2 * Self.peersMax {
            let here = Set(peers.values.map(\.home))
            processes = processes.filter { here.contains($0.key) }
        }
        processes[hello.home] = [hello.instance]
        for process in (earlier ?? []).sorted() where process != hello.instance {
            for account in ledgers.keys.sorted() {
                if let money = ledgers[account]?.forget(process) {
                    settle(account, process, nanodollars: money)
                }
            }
        }
    }

    mutating func loseBudgets(_ peer: Peer) {
        for account in ledgers.keys.sorted() { ledgers[account]?.lose(peer.instance) }
    }

    mutating func tickBudgets(now: Moment) {
        for account in ledgers.keys.sorted() {
            for (process, money) in ledgers[account]?.tick(now: now) ?? [] {
                settle(account, process, nanodollars: money)
            }
        }
    }

    /// A process has nothing in flight any more; what it has spent stays spent.
    private mutating func settle(_ account: Account, _ process: String, nanodollars: Int64) {
        let limits = budgets[account]
        guard limits.nanodollars != nil || limits.inFlight != nil || nanodollars > 0 else { return }
        let share = StoredShare(home: process, inFlight: 0, nanodollars: nanodollars)
        effects.append(.commit(.allotted(account, process: process, share)))
    }
}
