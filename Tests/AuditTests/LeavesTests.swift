import Bench
import Testing

@testable import Audit

struct LeavesTests {
    @Test func `a lease that has delivered nothing has the root of nothing`() {
        // SHA-256 of no bytes, as RFC 6962, section 2.1, has it for an empty tree.
        #expect(
            Leaves.root(over: [])?.hex
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
    }

    @Test func `the root over one digest is the digest of its leaf`() {
        let digest = Digest(of: [1, 2, 3])
        #expect(Leaves.root(over: [digest]) == Digest(of: [0] + digest.bytes))
    }
}
