import Testing

@testable import Signing

struct SigningV4Tests {
    private let example = SigningV4(
        keyID: "AKIDEXAMPLE",
        secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        region: "us-east-1",
        service: "service"
    )

    /// Source: AWS's test suite for Signature Version 4, cases `get-vanilla` and `post-vanilla`.
    @Test(arguments: [
        ("GET", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    ])
    func `a plain request is signed as AWS signs it`(method: String, expected: String) throws {
        let headers = example.headers(
            method: method,
            path: "/",
            headers: [("host", "example.amazonaws.com")],
            body: [],
            secondsSince1970: 1_440_938_160
        )
        #expect(headers.first { $0.name == "x-amz-date" }?.value == "20150830T123600Z")
        let line = try #require(headers.first { $0.name == "authorization" }?.value)
        #expect(line.hasSuffix("Signature=\(expected)"))
        #expect(line.contains("AKIDEXAMPLE/20150830/us-east-1/service/aws4_request"))
        #expect(line.contains("SignedHeaders=host;x-amz-date"))
    }

    @Test func `a path is encoded once more than it is sent`() {
        #expect(SigningV4.encodedAgain("/model/a-v1%3A0/converse") == "/model/a-v1%253A0/converse")
    }

    @Test func `the token of a session is signed too`() throws {
        var session = example
        session.sessionToken = "token"
        let headers = session.headers(
            method: "POST",
            path: "/",
            headers: [("host", "example.amazonaws.com")],
            body: [],
            secondsSince1970: 1_440_938_160
        )
        let line = try #require(headers.first { $0.name == "authorization" }?.value)
        #expect(line.contains("SignedHeaders=host;x-amz-date;x-amz-security-token"))
        #expect(!line.contains(session.secret))
    }
}
