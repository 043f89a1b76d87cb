import ArgumentParser
import Batches
import Bench
import Cluster
import Vendors

/// Asking by batch: half the price, an answer within a day.
struct BatchOptions: ParsableArguments {
    @Flag(help: "Ask by the vendors' batches: half the price, an answer within a day.")
    var batch = false

    @Option(
        help: ArgumentHelp(
            "Seconds between two looks at a batch; without it 5 s, growing to 5 minutes.",
            valueName: "seconds"
        )
    )
    var poll: Double?

    func validate() throws {
        guard let poll else { return }
        guard batch else { throw ValidationError("--poll is about --batch") }
        guard (0.1...3600).contains(poll) else {
            throw ValidationError("--poll must be 0.1 to 3600 seconds")
        }
    }

    /// What the worker of a run is told; its folder stands beside the store.
    func arguments(besides store: String) -> [String] {
        guard batch else { return [] }
        return ["--batch", "--spool", store + ".batches"]
            + (poll.map { ["--poll", "\($0)"] } ?? [])
    }

    /// Says what cannot be asked by batch before anything is spent.
    func check(_ spec: Spec, isMetered: Bool) throws {
        guard batch else { return }
        if let refusal = spec.roster.models.compactMap(BatchDialect.refusal).first {
            throw CommandError(refusal)
        }
        guard isMetered else { return }
        for model in spec.roster.models where model.price?.rates(inBatch: true) == nil {
            throw CommandError(
                "\(model.id): a limit of money needs the price of its batches: give batch_input and "
                    + "batch_output in the roster"
            )
        }
    }

    /// Seconds that a worker waits for the one before it to end.
    private static let lockSeconds = 15

    /// Opens a worker's spool.
    ///
    /// A run that was killed leaves its worker behind for a few seconds; whoever starts the run again
    /// waits for its end.
    func spool(in folder: String?, isPatient: Bool) async throws -> Spool? {
        guard let folder else { return nil }
        let end = Clocks.now() + Self.lockSeconds * 1000
        while batch, isPatient, Clocks.now() < end {
            do { return try Spool(folder: folder) } catch {
                try await Task.sleep(for: .seconds(0.1))
            }
        }
        return try Spool(folder: folder)
    }

    /// The desk of batches, where they are asked for.
    func post(in folder: String?, directMax: Int) throws -> BatchPost? {
        guard batch, let folder else { return nil }
        var clocks = BatchClocks.standard
        if let poll {
            clocks.pollMilliseconds = Int(poll * 1000)
            clocks.pollMillisecondsMax = clocks.pollMilliseconds
        }
        return BatchPost(try BatchJournal(folder: folder), clocks: clocks, directMax: directMax)
    }
}
