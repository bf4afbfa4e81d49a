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

    /// - Parameters:
    ///   - most: How many things there may be; `nil`: any number.
    ///   - room: How many bytes there may be.
    init(_ findings: [Judgement.Finding], most: Int?, room: Int) {
        let things = findings.indices.filter { findings[$0].valueCount > 0 }
        let isBad: (Int) -> Bool = { findings[$0].state != .ok }
        var isKept = Array(repeating: false, count: findings.count)
        for thing in (things.filter(isBad) + things.filter { !isBad($0) }).prefix(max(0, most ?? .max)) {
            isKept[thing] = true
        }
        beyondNumber = things.reduce(0) { isKept[$1] ? $0 : $0 + findings[$1].valueCount }
        var candidates: [PerformanceValue] = []
        var ranks: [Int] = []
        for thing in things where isKept[thing] {
            let values = findings[thing].values
            candidates += values
            ranks += values.map { isBad(thing) ? 0 : $0.hasRange ? 1 : 2 }
        }
        // seldom too many, and their texts are dear
        guard candidates.reduce(0, { $0 + $1.longestSize }) > room else {
            values = candidates
            beyondRoom = 0
            return
        }
        var left = room
        var isChosen = Array(repeating: false, count: candidates.count)
        let order = (0...2).flatMap { rank in candidates.indices.filter { ranks[$0] == rank } }
        for position in order {
            left -= candidates[position].description.utf8.count + 1
            guard left >= 0 else { break }
            isChosen[position] = true
        }
        values = candidates.indices.filter { isChosen[$0] }.map { candidates[$0] }
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

    /// No fewer bytes than its text takes with a space, found out without making it.
    fileprivate var longestSize: Int {
        // a byte of a label that is not plain is written in six at most, as in \u{7f}
        let label = label.utf8.reduce(0) { $0 + ($1 >= 0x20 && $1 < 0x7f && $1 != UInt8(ascii: "|") ? 1 : 6) }
        let bounds = [minimum, maximum].reduce(0) { $0 + ($1.map(\.longestSize) ?? 0) }
        // with an @ and a colon
        let ranges = [warning, critical].reduce(0) {
            $0 + ($1.map { $0.start.longestSize + $0.end.longestSize + 2 } ?? 0)
        }
        // two marks around the label, one behind it, four between the fields, and the space
        return label + value.longestSize + unit.symbol.utf8.count + bounds + ranges + 8
    }
}

extension Double {
    /// No fewer bytes than its text takes: 16 digits and a sign, or 9 digits, a dot and 16, unless it is huge.
    fileprivate var longestSize: Int { abs(self) < 1e16 ? 26 : isFinite ? 320 : 1 }
}
