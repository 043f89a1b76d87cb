import Bench
import Testing

@testable import Vendors

struct RejectionTests {
    @Test(arguments: [
        (
            Vendor.openai,
            #"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#,
            Parameter.limitName
        ),
        (
            .openai,
            #"{"error":{"message":"Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}"#,
            .temperature
        ),
        (
            .anthropic,
            #"{"type":"error","error":{"type":"invalid_request_error","message":"temperature: Extra inputs are not permitted"}}"#,
            .temperature
        ),
        (
            .xai,
            #"{"code":"Client specified an invalid argument","error":"Model grok does not support parameter reasoningEffort."}"#,
            .reasoningEffort
        ),
        (
            .bedrock,
            #"{"message":"The model returned the following errors: top_p is not supported with this model."}"#,
            .topP
        ),
        (
            .openaiResponses,
            #"{"error":{"message":"Unsupported parameter: 'reasoning.effort' is not supported with this model.","type":"invalid_request_error","param":"reasoning.effort","code":"unsupported_parameter"}}"#,
            .reasoningEffort
        ),
    ])
    func `a model's own words tell which parameter it rejects`(
        vendor: Vendor,
        body: String,
        parameter: Parameter
    ) {
        let failure = Fixtures.read(vendor, 400, body).failure
        #expect(failure?.kind == .badRequest)
        #expect(failure?.rejected == parameter)
    }

    @Test(arguments: [
        #"{"error":{"message":"The temperature must be between 0 and 2.","type":"invalid_request_error","param":"temperature","code":"invalid_value"}}"#,
        #"{"error":{"message":"This endpoint is not supported.","type":"invalid_request_error"}}"#,
        #"{"error":{"message":"Bad request","type":"invalid_request_error"}}"#,
    ])
    func `a wrong value, or another complaint, teaches nothing`(body: String) {
        #expect(Fixtures.read(.openai, 400, body).failure?.rejected == nil)
    }

    @Test func `only a rejected request teaches`() {
        let body = #"{"error":{"message":"temperature is not supported","type":"server_error"}}"#
        #expect(Fixtures.read(.openai, 500, body).failure?.rejected == nil)
    }
}
