import Rehearsal

extension SimulatedVendors {
    /// Serves on a free port of 127.0.0.1 while `work`, which hears the port, goes on.
    ///
    /// Throws what `work` throws, or why the vendors could not be served.
    func serving<Result: Sendable>(
        _ work: @escaping @Sendable (_ port: Int) async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            let (ports, tell) = AsyncStream.makeStream(of: Int.self)
            group.addTask {
                try await self.run(port: 0) { tell.yield($0) }
                return nil
            }
            group.addTask {
                var ports = ports.makeAsyncIterator()
                guard let port = await ports.next() else { return nil }
                return try await work(port)
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CommandError("the simulated vendors stopped early")
        }
    }
}
