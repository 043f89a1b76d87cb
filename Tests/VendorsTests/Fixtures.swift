import Bench

@testable import Vendors

/// Responses as vendors send them, short ones, written by hand from their documentation.
enum Fixtures {
    /// 2026-11-23T10:00:00Z (GNU date 9.1: 1795428000).
    static let now: Int64 = 1_795_428_000_000

    /// One vendor for each of the three oldest formats.
    static let three: [Vendor] = [.openai, .anthropic, .gemini]

    static func model(_ vendor: Vendor, name: String = "asked-model") -> Model {
        Model(
            id: "test/\(name)",
            vendor: vendor,
            endpoint: vendor.endpoint ?? "https://example.test",
            name: name,
            keyVariable: vendor.keyVariable
        )
    }

    static func response(
        _ status: Int,
        _ body: String,
        _ headers: [VendorHeader] = []
    ) -> VendorResponse {
        VendorResponse(status: status, headers: headers, body: Array(body.utf8))
    }

    static func read(
        _ vendor: Vendor,
        _ status: Int,
        _ body: String,
        _ headers: [VendorHeader] = []
    ) -> VendorResult {
        Vendors.read(response(status, body, headers), from: model(vendor), nowMilliseconds: now)
    }

    static func error(_ vendor: Vendor, _ message: String, type: String, code: String) -> String {
        switch vendor.format {
        case .converse:
            #"{"__type":"\#(type)","message":"\#(message)"}"#
        case .chat, .responses:
            #"{"error":{"message":"\#(message)","type":"\#(type)","param":null,"code":"\#(code)"}}"#
        case .messages:
            #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)"},"request_id":"r1"}"#
        case .generate:
            #"{"error":{"code":\#(code),"message":"\#(message)","status":"\#(type)"}}"#
        }
    }
}

extension VendorResult {
    var reply: Reply? {
        guard case .reply(let reply) = self else { return nil }
        return reply
    }

    var failure: VendorFailure? {
        guard case .failure(let failure) = self else { return nil }
        return failure
    }
}
