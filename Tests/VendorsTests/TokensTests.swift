import Bench
import Testing

@testable import Vendors

struct TokensTests {
    @Test func `unknown stays unknown and nothing falls below zero`() {
        #expect(Tokens.rest(of: nil, without: 3) == nil)
        #expect(Tokens.rest(of: 10, without: nil, 4) == 6)
        #expect(Tokens.rest(of: 3, without: 4) == 0)
        #expect(Tokens.sum(nil, nil) == nil)
        #expect(Tokens.sum(nil, 2) == 2)
        #expect(Tokens.sum(1, 2) == 3)
    }

    @Test func `a count is a whole number within reason`() {
        #expect(Tokens.count(5) == 5)
        #expect(Tokens.count(5.0) == 5)
        for odd in [-1, 5.5, "5", nil, .integer(Int64(Tokens.countMax) + 1)] as [JSON] {
            #expect(Tokens.count(odd) == nil)
        }
    }
}
