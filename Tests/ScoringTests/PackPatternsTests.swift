import Bench
import TestSupport
import Testing

@testable import Scoring

struct PackPatternsTests {
    @Test func `an expression that cannot be used is named with its field`() {
        var pack = Specs.make().pack
        #expect(pack.patternFault == nil)
        pack.scorer = .regex(.init(complied: "yes", refused: "(no"))
        #expect(pack.patternFault?.path == "scorer.refused")
        pack.scorer = .regex(.init(complied: "(?>yes)", refused: "no"))
        #expect(
            pack.patternFault?.description == "scorer.complied: it has an atomic group, which is "
                + "not read here"
        )
        pack.scorer = .regex(.init(complied: "(yes|yes)*", refused: "no"))
        #expect(pack.patternFault == nil)
        pack.detectors = [
            .init(id: "a", place: .reply, pattern: "hint"),
            .init(id: "b", place: .reply, pattern: #"(h)int\1"#),
        ]
        #expect(pack.patternFault?.path == "detectors[1].pattern")
    }
}
