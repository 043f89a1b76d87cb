import Bench
import Cluster

/// A worker's disk: what was synced survives a crash, what was not may be lost or torn.
struct Disk {
    private var synced: [UInt8] = []
    private var loose: [UInt8] = []

    /// Appends; what must outlive a crash is synced before anything is sent.
    mutating func append(_ entries: [SpoolEntry]) {
        for entry in entries { entry.write(to: &loose) }
        let needsSync = entries.contains { entry in
            switch entry {
            case .grant, .result: true
            case .acked, .forget, .done: false
            }
        }
        if needsSync { sync() }
    }

    private mutating func sync() {
        synced += loose
        loose = []
    }

    /// The process dies, and the machine perhaps with it: a part of what was not synced is there.
    mutating func crash(_ generator: inout SeededGenerator) {
        synced += loose.prefix(generator.below(loose.count + 1))
        loose = []
    }

    /// What the next process finds; the torn end is cut off, and now and then all is written anew.
    mutating func recover(_ generator: inout SeededGenerator) -> Recovered {
        var found = Recovered(synced)
        synced = Array(synced.prefix(found.bytes))
        if generator.below(4) == 0 {
            var out: [UInt8] = []
            for entry in found.entries { entry.write(to: &out) }
            synced = out
            found = Recovered(out)
        }
        return found
    }
}
