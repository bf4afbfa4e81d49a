import Glibc

/// An address of a network as a number.
struct NumericAddress: Hashable, Comparable {
    let number: UInt128
    let isIPv6: Bool

    /// `nil` of a text that is no address.
    init?(_ text: String) {
        var ipv4 = in_addr()
        var ipv6 = in6_addr()
        if inet_pton(AF_INET, text, &ipv4) == 1 {
            number = UInt128(UInt32(bigEndian: ipv4.s_addr))
            isIPv6 = false
        } else if inet_pton(AF_INET6, text, &ipv6) == 1 {
            number = withUnsafeBytes(of: &ipv6) { $0.reduce(0) { $0 << 8 | UInt128($1) } }
            isIPv6 = true
        } else {
            return nil
        }
    }

    static func < (first: NumericAddress, second: NumericAddress) -> Bool { first.number < second.number }

    /// How many addresses of one kind there are in ranges that may overlap, `Int.max` at most; `nil` if there is no range.
    static func count(_ ranges: [ClosedRange<NumericAddress>]) -> Int? {
        guard !ranges.isEmpty else { return nil }
        var total: UInt128 = 0
        // the first number that was not counted yet
        var next: UInt128 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let (first, last) = (max(range.lowerBound.number, next), range.upperBound.number)
            guard first <= last else { continue }
            guard last < UInt128.max, last - first < UInt128(Int.max) else { return Int.max }
            total += last - first + 1
            next = last + 1
        }
        return Int(clamping: total)
    }
}
