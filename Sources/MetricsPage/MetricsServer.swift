import Hummingbird
import Logging

/// A page of numbers for Prometheus, and nothing else.
public struct MetricsServer: Sendable {
    private let text: @Sendable () async -> String

    /// A server of the text that `text` gives when it is asked.
    public init(text: @escaping @Sendable () async -> String) { self.text = text }

    /// Serves `/metrics` until the task is cancelled.
    public func run(host: String, port: Int) async throws {
        let router = Router()
        router.get("/metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: await text()))
            )
        }
        var logger = Logger(label: "metrics")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(host, port: port), serverName: "gapwatch"),
            logger: logger
        )
        try await application.run()
    }
}
