/// A set of the host's processors, as libvirt writes it: `0-3,^2,8`.
public struct CPUSet: Hashable, Sendable {
    private var words: [UInt64] = []

    private static let most = 1 << 16

    private init() {}

    /// The first so many processors.
    static func all(_ count: Int) -> CPUSet {
        var set = CPUSet()
        for number in 0..<min(count, most) { set.insert(number) }
        return set
    }

    /// The set that is written so; `nil` for another text.
    public init?(_ text: String) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let isTakenAway = part.hasPrefix("^")
            let ends = part.dropFirst(isTakenAway ? 1 : 0).split(separator: "-", omittingEmptySubsequences: false)
            let numbers = ends.compactMap { UInt16($0).map { Int($0) } }
            guard numbers.count == ends.count, let first = numbers.first, let last = numbers.last,
                numbers.count <= 2, first <= last
            else { return nil }
            for number in first...last { if isTakenAway { remove(number) } else { insert(number) } }
        }
    }

    /// Their numbers, ordered.
    var numbers: [Int] { (0..<words.count * 64).filter(contains) }

    func contains(_ number: Int) -> Bool { number / 64 < words.count && words[number / 64] >> (number % 64) & 1 == 1 }

    private mutating func insert(_ number: Int) {
        while words.count <= number / 64 { words.append(0) }
        words[number / 64] |= 1 << (number % 64)
    }

    private mutating func remove(_ number: Int) {
        if number / 64 < words.count { words[number / 64] &= ~(1 << (number % 64)) }
    }
}
