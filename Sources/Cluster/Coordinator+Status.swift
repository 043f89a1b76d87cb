import Bench

extension Coordinator {
    /// How far everything is that an organisation may see, as much of it as one frame holds.
    ///
    /// Where it is too much, the later half of the longest list is left out, until it fits.
    func frame(for organisation: String, now: Moment) -> StatusReport {
        var report = report(for: organisation, now: now)
        while report.json.bytes.count > FrameType.report.bodyBytesMax {
            let counts = [report.runs.count, report.workers.count, report.accounts.count]
            switch counts.max() {
            case 0?, nil: return report
            case report.workers.count?: report.workers.removeLast((report.workers.count + 1) / 2)
            case report.accounts.count?:
                report.accounts.removeLast((report.accounts.count + 1) / 2)
            default: report.runs.removeLast((report.runs.count + 1) / 2)
            }
        }
        return report
    }

    /// A client asks how far everything is.
    mutating func askReport(_ id: ConnectionID) {
        guard (peers[id]?.reports ?? 0) < Self.fetchesMax else {
            refuse(id, .busy, "more than \(Self.fetchesMax) reports asked for at once")
            return
        }
        peers[id]?.reports += 1
    }

    /// Sends one report a turn to each who waits for one, made once for each organisation: a frame of
    /// a few bytes asks for one of a megabyte.
    mutating func sendReports(now: Moment) {
        var made: [String: StatusReport] = [:]
        for id in peers.keys.sorted() {
            guard let peer = peers[id], peer.reports > 0 else { continue }
            let organisation = peer.member.organisation
            let report = made[organisation] ?? frame(for: organisation, now: now)
            made[organisation] = report
            peers[id]?.reports -= 1
            effects.append(.send(id, .report(report)))
        }
    }

    /// How far everything is that an organisation may see.
    public func report(for organisation: String = "", now: Moment) -> StatusReport {
        let workers = peers.sorted { $0.key < $1.key }.map(\.value).filter { $0.role == .worker }
        let seen = workers.filter {
            organisation.isEmpty || $0.member.organisation == organisation
        }
        let leases = leaseCounts()
        return StatusReport(
            runs: runs.filter { $0.isOpen(to: organisation) }.map {
                status(of: $0, for: organisation, workers: workers, now: now)
            },
            workers: seen.prefix(StatusReport.workersMax).map { worker in
                .init(
                    name: worker.name,
                    leases: leases[worker.home] ?? 0,
                    delivered: worker.delivered,
                    slots: worker.slots,
                    software: worker.software,
                    silentMilliseconds: now - worker.heardAt,
                    isDraining: worker.isDraining
                )
            },
            workersConnected: seen.count,
            accounts: ledgers.filter {
                organisation.isEmpty || $0.key.organisation == organisation
            }.sorted { $0.key < $1.key }.map { status(of: $0.key, $0.value, now: now) }
        )
    }

    private func leaseCounts() -> [String: Int] {
        var counts: [String: Int] = [:]
        for run in runs {
            for shard in run.leased {
                if let home = run.holder(of: shard)?.home { counts[home, default: 0] += 1 }
            }
        }
        return counts
    }

    private func status(
        of account: Account,
        _ ledger: Ledger,
        now: Moment
    ) -> StatusReport.AccountStatus {
        .init(
            account: account.description,
            inFlight: ledger.shares.values.reduce(0) { $0 + $1.inFlight },
            inFlightCap: ledger.inFlightCap == Ledger.inFlightMax ? nil : ledger.inFlightCap,
            requestsPerMinute: ledger.limits.requestsPerMinute,
            tokensPerMinute: ledger.limits.tokensPerMinute,
            nanodollars: ledger.nanodollars,
            nanodollarsMax: ledger.limits.nanodollars,
            pauseMilliseconds: ledger.pausedUntil.map { max(0, $0 - now) } ?? 0,
            stopped: ledger.stopped
        )
    }

    private func status(
        of run: RunBook,
        for organisation: String,
        workers: [Peer],
        now: Moment
    ) -> StatusReport.RunStatus {
        let models = run.plan.spec.roster.models
        let waiting = models.indices.filter(run.hasWaiting)
        let able = workers.filter { run.isOpen(to: $0.member.organisation) }
        let stalled: [StatusReport.Stall] = waiting.compactMap { model in
            let id = ModelID(run: run.id, model: model)
            let reasons = able.map { worker in
                worker.incapable[id] ?? missingOffer(of: worker, for: run.accounts[model])
            }
            guard !reasons.isEmpty, !reasons.contains(nil) else { return nil }
            return .init(model: models[model].id, reason: reasons.compactMap(\.self).last ?? "")
        }
        let counts = run.counts
        return .init(
            run: run.id,
            label: run.plan.spec.label,
            planned: run.plan.samples,
            stored: counts.stored,
            failed: counts.failed,
            leased: run.leased.count,
            quarantined: counts.quarantined,
            retries: counts.retries,
            alternates: counts.alternates,
            nanodollars: counts.nanodollars,
            costUnknown: counts.costUnknown,
            isDone: run.isDone,
            stalled: stalled,
            isStalled: !run.isDone && run.leased.isEmpty && !waiting.isEmpty
                && stalled.count == waiting.count,
            state: run.state,
            priority: run.priority,
            shadows: run.shadows,
            waits: run.isDone
                ? []
                : waits(of: run, for: organisation, waiting: waiting, able: able, now: now)
        )
    }

    private func missingOffer(of worker: Peer, for accounts: [String]) -> String? {
        if accounts.contains(Planted.authority),
            worker.offers?.contains(Planted.authority) != true
        {
            return "no worker here has planted subjects: start the run with --no-planted"
        }
        guard let offers = worker.offers,
            let missing = accounts.first(where: { !offers.contains($0) })
        else { return nil }
        return "\(missing): no worker here can use it; one that may is started with "
            + "--allow \(missing) and the key in its environment"
    }

    /// Why not more of a run is under way, in words: nothing ever looks hung without a reason.
    private func waits(
        of run: RunBook,
        for organisation: String,
        waiting: [Int],
        able: [Peer],
        now: Moment
    ) -> [String] {
        if run.state == .paused { return ["it is paused"] }
        var waits = able.flatMap(\.batches).filter { $0.run == run.id }.map(\.words)
        if !waiting.isEmpty, able.isEmpty {
            waits.append("no worker is connected that may work on it")
        }
        let held = waiting.reduce(0) { sum, model in
            sum + run.queues[model].waiting.count { $0.from > now }
        }
        if held > 0 { waits.append("\(held) shards wait after a failed attempt") }
        let parked = run.leased.reduce(0) { $0 + (run.holder(of: $1)?.parked ?? 0) }
        if parked > 0 {
            waits.append("\(parked) samples are parked: their vendor asks for a long wait")
        }
        let accounts = Set(run.accounts.joined())
        for (account, ledger) in ledgers.sorted(by: { $0.key < $1.key })
        where accounts.contains(account.name)
            && (organisation.isEmpty || account.organisation == organisation)
        {
            if let stopped = ledger.stopped {
                waits.append("\(account) is stopped: \(stopped)")
            } else if let until = ledger.pausedUntil, until > now {
                waits.append("\(account) asks to wait \((until - now + 999) / 1000) s more")
            } else if ledger.isStarting {
                waits.append("\(account) is begun with \(ledger.inFlightCap) in flight at most")
            } else if ledger.learnt != nil {
                waits.append("\(account) wants at most \(ledger.inFlightCap) in flight")
            }
        }
        if !waiting.isEmpty, !able.isEmpty, able.allSatisfy({ ($0.wants?.samples ?? 0) <= 0 }) {
            waits.append("all workers have as much as they can do")
        }
        return waits
    }
}
