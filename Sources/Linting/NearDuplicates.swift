/// Which of many texts are nearly the same: how much of their three-word runs two of them share.
///
/// The similarity is Jaccard's: shared runs by all runs of both, from 0 to 1. Only pairs that can
/// reach the threshold are looked at: a text that is similar enough to another shares with it one
/// of its rarest runs, so an index of those is enough, and ten thousand scenarios take seconds.
///
/// Source: the prefix filter of Chaudhuri, Ganti and Kaushik 2006, «A primitive operator for
/// similarity joins in data cleaning».
package struct NearDuplicates {
    /// Two texts by their places, the earlier one first.
    package struct Pair: Hashable {
        package var first: Int
        package var second: Int
        package var similarity: Double
    }

    /// Pairs that are found, at most; a pack of copies has millions.
    package static let pairsMax = 1_000

    /// The pairs above the threshold, by their places.
    package private(set) var pairs: [Pair] = []
    /// Whether there may be more than were found.
    package private(set) var isCut = false

    /// Compares every text with every other; a text comes in parts that no run crosses.
    ///
    /// `threshold` lies above 0.
    package init(of texts: [[String]], above threshold: Double) {
        precondition(threshold > 0, "every pair has a similarity of 0 at least")
        let sets = Self.ranked(texts.map(Self.runs))
        let order = sets.indices.sorted { (sets[$0].count, $0) < (sets[$1].count, $1) }
        var holders: [Int: [Int]] = [:]
        var seen = [Int](repeating: -1, count: sets.count)
        for text in order {
            let runs = sets[text]
            let needed = Int((threshold * Double(runs.count) - 1e-9).rounded(.up))
            let prefix = runs.prefix(max(0, runs.count - needed + 1))
            for run in prefix {
                for other in holders[run] ?? [] where seen[other] != text {
                    seen[other] = text
                    guard Double(sets[other].count) >= threshold * Double(runs.count) else {
                        continue
                    }
                    let similarity = Self.similarity(runs, sets[other])
                    guard similarity > threshold else { continue }
                    guard pairs.count < Self.pairsMax else {
                        isCut = true
                        break
                    }
                    let places = [text, other].sorted()
                    pairs.append(.init(first: places[0], second: places[1], similarity: similarity))
                }
                if isCut { break }
                holders[run, default: []].append(text)
            }
            if isCut { break }
        }
        pairs.sort { ($0.second, $0.first) < ($1.second, $1.first) }
    }

    /// The distinct runs of three words; a part that is shorter is one run.
    private static func runs(of parts: [String]) -> Set<UInt64> {
        var runs: Set<UInt64> = []
        for part in parts {
            let words = Words.hashes(of: part)
            guard words.count >= 3 else {
                if !words.isEmpty { runs.insert(mix(words[...])) }
                continue
            }
            for place in 0...(words.count - 3) { runs.insert(mix(words[place..<place + 3])) }
        }
        return runs
    }

    private static func mix(_ words: ArraySlice<UInt64>) -> UInt64 {
        var hash = UInt64(words.count)
        for word in words {
            hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 29
        }
        return hash
    }

    /// Each set as ranks in ascending order, the rarest run of all with the lowest.
    private static func ranked(_ sets: [Set<UInt64>]) -> [[Int]] {
        var holders: [UInt64: Int] = [:]
        for set in sets { for run in set { holders[run, default: 0] += 1 } }
        var ranks: [UInt64: Int] = [:]
        ranks.reserveCapacity(holders.count)
        let ordered = holders.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        for (rank, run) in ordered.enumerated() { ranks[run.key] = rank }
        return sets.map { set in set.compactMap { ranks[$0] }.sorted() }
    }

    /// Both sorted.
    private static func similarity(_ left: [Int], _ right: [Int]) -> Double {
        var shared = 0
        var first = 0
        var second = 0
        while first < left.count, second < right.count {
            if left[first] == right[second] {
                shared += 1
                first += 1
                second += 1
            } else if left[first] < right[second] {
                first += 1
            } else {
                second += 1
            }
        }
        let all = left.count + right.count - shared
        return all == 0 ? 0 : Double(shared) / Double(all)
    }
}
