/// Which values of single things are written, where there is no room for all.
///
/// Whole things are kept or left out, so that a graph has what belongs together: first those that are not well. What is
/// too much even then goes value by value, those without a range first.
struct PerfdataChoice {
    /// In the order of the output.
    let values: [PerformanceValue]
    /// How many values of things beyond the operator's number there are.
    let beyondNumber: Int
    /// How many values there was no room for.
    let beyondRoom: Int

    /// Bytes of an answer that NRPE passes on for certain, of 64 KiB with its own words.
    static let room = 60_000
    /// The most that a value takes beside its label, which is written five times as long at worst.
    private static let longestRest = 110

    /// - Parameters:
    ///   - most: How many things there may be; `nil`: any number.
    ///   - room: How many bytes there may be.
    init(_ findings: [Judgement.Finding], most: Int?, room: Int) {
        let things = findings.indices.filter { findings[$0].valueCount > 0 }
        let isBad: (Int) -> Bool = { findings[$0].state != .ok }
        let kept = Set((things.filter(isBad) + things.filter { !isBad($0) }).prefix(max(0, most ?? .max)))
        beyondNumber = things.reduce(0) { kept.contains($1) ? $0 : $0 + findings[$1].valueCount }
        let candidates = things.filter(kept.contains).flatMap { thing in
            findings[thing].values.map { (value: $0, rank: isBad(thing) ? 0 : $0.hasRange ? 1 : 2) }
        }
        let bound = candidates.reduce(0) { $0 + $1.value.label.utf8.count * 5 + Self.longestRest }
        guard bound > room else {
            values = candidates.map(\.value)
            beyondRoom = 0
            return
        }
        var left = room
        var chosen: Set<Int> = []
        let order = (0...2).flatMap { rank in candidates.indices.filter { candidates[$0].rank == rank } }
        for position in order {
            left -= candidates[position].value.description.utf8.count + 1
            guard left >= 0 else { break }
            chosen.insert(position)
        }
        values = candidates.indices.filter(chosen.contains).map { candidates[$0].value }
        beyondRoom = candidates.count - values.count
    }

    /// What is said of those that were left out.
    var complaints: [String] {
        var lines: [String] = []
        if beyondNumber > 0 { lines.append("perfdata lacks \(beyondNumber) values; raise --max-items to have them") }
        if beyondRoom > 0 {
            lines.append("perfdata lacks \(beyondRoom) values that it has no room for; ask of fewer things at a time")
        }
        return lines
    }
}

extension PerformanceValue {
    fileprivate var hasRange: Bool { warning != nil || critical != nil }
}
