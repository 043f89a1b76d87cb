import Bench

extension Adapter {
    /// Anthropic Messages.
    ///
    /// The pinned version still takes a temperature; those from 2026-10-21 on reject one.
    static let anthropic = Adapter(path: { _ in "/v1/messages" })
        .with { adapter in
            adapter.version = "2023-06-01"
            adapter.key = KeyHeader(name: "x-api-key")
            adapter.headers = {
                [VendorHeader("anthropic-version", $0.apiVersion ?? "2023-06-01")]
            }
        }
}
