import Foundation
import Testing

@testable import Membership

struct MembershipErrorTests {
    @Test func `what a stranger wrote cannot reach the terminal as a command`() {
        let text = MembershipError.badName("\u{1b}[2J\n" + String(repeating: "a", count: 500))
            .description
        #expect(text.hasPrefix("“?[2J?aaa"))
        #expect(text.utf8.count < 400)
        #expect(!text.contains("\u{1b}"))
    }

    @Test func `an error says when and what to do`() throws {
        let name = try MemberName(text: "gapwatch://lab-a/w")
        #expect(
            MembershipError.expired(name, until: newYear).description
                == "the certificate of gapwatch://lab-a/w expired on 2026-01-01T00:00:00Z: "
                + "enrol again"
        )
        #expect(
            MembershipError.tokenExpired(atMilliseconds: 1_767_225_600_999).description
                == "the enrolment token expired on 2026-01-01T00:00:00Z: ask for a new one"
        )
        for milliseconds in [Int.min, .max] {
            #expect(!MembershipError.tokenUsed(atMilliseconds: milliseconds).description.isEmpty)
        }
    }
}
