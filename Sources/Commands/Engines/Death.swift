import Glibc

/// Ends the process between a commit and what it would have said next, for fault tests.
///
/// The kernel's kill, so that nothing is cleaned up.
struct Death: Sendable {
    /// How many commits are survived, that one not included; nil for all of them.
    var atCommit: Int?

    /// Something is on disk and nobody has heard of it yet.
    mutating func comesNearer() {
        guard let left = atCommit else { return }
        if left <= 1 { kill(getpid(), SIGKILL) }
        atCommit = left - 1
    }
}
