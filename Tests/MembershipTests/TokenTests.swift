import Foundation
import Testing

@testable import Membership

struct TokenTests {
    let authority = Fingerprint(of: Array("an authority".utf8))

    func make(
        worker: String? = "w-1"
    ) throws -> (token: Token, record: TokenRecord) {
        try Token.make(
            organisation: "lab-a",
            worker: worker,
            expiresAtMilliseconds: 1_000,
            authority: authority
        )
    }

    @Test func `a token reads back from its text`() throws {
        let (token, record) = try make()
        let read = try Token(text: token.text)
        #expect(read == token)
        #expect(read.authority == authority)
        #expect(read.id == record.id)
        #expect(token.text.hasPrefix("gwt1."))
        #expect(token.text.utf8.count == 113)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        #expect(token.text.dropFirst(5).allSatisfy(letters.contains))
    }

    @Test func `a token is the base64url of version, id, secret and fingerprint`() throws {
        // python3 -c 'import base64; print(base64.urlsafe_b64encode(
        //   bytes([1]) + b"\xfb"*16 + b"\xff"*32 + bytes(range(32))))'
        let text =
            "gwt1.Afv7-_v7-_v7-_v7-_v7-_v_"
            + "_________________________________________w"
            + "ABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
        let token = try Token(text: text)
        #expect(token.id == [UInt8](repeating: 0xfb, count: 16))
        #expect(token.secret == [UInt8](repeating: 0xff, count: 32))
        #expect(token.authority.bytes == Array(0..<32))
        #expect(token.text == text)
    }

    @Test func `no two tokens are alike, and none shows its secret`() throws {
        let tokens = try (0..<50).map { _ in try make().token }
        #expect(Set(tokens.map(\.id)).count == 50)
        #expect(Set(tokens.map(\.secret)).count == 50)
        #expect("\(tokens[0])" == "token \(hexadecimal(tokens[0].id))")
        #expect(String(reflecting: tokens[0]) == "\(tokens[0])")
    }

    @Test func `a text that is no token is refused`() throws {
        let text = try make().token.text
        var other = Array(text.utf8)
        // The first character is the upper six bits of the version: "B" makes 1 into 5.
        other[5] = UInt8(ascii: "B")
        for broken in [
            "", "gwt1.", "gwt2." + text.dropFirst(5), String(text.dropLast()), text + "A",
            text + "AAAA", text + "\n", " " + text, text + "=", String(text.dropLast()) + "+",
            String(decoding: other, as: UTF8.self), String(text.dropLast(4)),
        ] {
            #expect {
                try Token(text: broken)
            } throws: { error in
                guard case .badToken = error as? MembershipError else { return false }
                return true
            }
        }
    }

    @Test func `the record keeps no secret, and knows it again`() throws {
        let (token, record) = try make()
        #expect(record.secretDigest == Fingerprint(of: token.secret))
        #expect(record.secretDigest.matches(token.secret))
        #expect(!"\(record)".contains("\(token.secret)"))
    }

    @Test func `a token works once`() throws {
        let (token, made) = try make()
        var record = made
        try record.accept(secret: token.secret, at: 998)
        #expect(record.usedAtMilliseconds == 998)
        #expect(throws: MembershipError.tokenUsed(atMilliseconds: 998)) {
            try record.accept(secret: token.secret, at: 999)
        }
        #expect(record.usedAtMilliseconds == 998)
    }

    @Test func `only who knows the secret learns whether a token is used or expired`() throws {
        let (token, made) = try make()
        var record = made
        try record.accept(secret: token.secret, at: 998)
        let other = try make().token.secret
        for moment in [999, 1_000] {
            #expect(throws: MembershipError.wrongSecret) {
                try record.accept(secret: other, at: moment)
            }
        }
    }

    @Test func `a token does not work from its last moment on`() throws {
        let (token, before) = try make()
        var record = before
        #expect(throws: MembershipError.tokenExpired(atMilliseconds: 1_000)) {
            try record.accept(secret: token.secret, at: 1_000)
        }
        #expect(record == before)
        try record.accept(secret: token.secret, at: 999)
    }

    @Test func `a token does not work with another secret`() throws {
        var record = try make().record
        let before = record
        for secret in [[], [UInt8](repeating: 0, count: 32), record.secretDigest.bytes] {
            #expect(throws: MembershipError.wrongSecret) {
                try record.accept(secret: secret, at: 1)
            }
        }
        #expect(record == before)
    }

    @Test func `a token for one worker makes that worker only`() throws {
        let record = try make(worker: "w-1").record
        #expect(try record.name(asked: nil).description == "gapwatch://lab-a/w-1")
        #expect(try record.name(asked: "w-1").worker == "w-1")
        #expect(throws: MembershipError.wrongWorker(asked: "w-2", expected: "w-1")) {
            try record.name(asked: "w-2")
        }
    }

    @Test func `a token for any worker lets the newcomer choose`() throws {
        let record = try make(worker: nil).record
        #expect(try record.name(asked: "w-9").description == "gapwatch://lab-a/w-9")
        #expect(throws: MembershipError.wrongWorker(asked: nil, expected: nil)) {
            try record.name(asked: nil)
        }
        #expect(throws: MembershipError.badName("../x")) { try record.name(asked: "../x") }
    }

    @Test func `a token makes neither a coordinator nor a badly named member`() {
        #expect(throws: MembershipError.tokenForCoordinator) {
            try Token.make(
                organisation: "lab-a",
                role: .coordinator,
                expiresAtMilliseconds: 1,
                authority: authority
            )
        }
        for (organisation, worker) in [("Lab", "w"), ("lab", "W")] {
            #expect(throws: MembershipError.self) {
                try Token.make(
                    organisation: organisation,
                    worker: worker,
                    expiresAtMilliseconds: 1,
                    authority: authority
                )
            }
        }
    }
}
