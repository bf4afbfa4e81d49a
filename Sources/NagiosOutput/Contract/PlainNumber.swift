/// Numbers as perfdata has them: digits, a dot and a minus sign, whatever the locale.
enum PlainNumber {
    /// The number with at most six digits behind the dot; nothing of an exponent.
    static func text(_ number: Double) -> String {
        guard number.isFinite else { return "U" }
        // what a double has exactly
        if number.rounded() == number, abs(number) < 9_007_199_254_740_992 { return String(Int64(number)) }
        guard abs(number) < 9_007_199_254_740_992 else {
            return Int64(exactly: number.rounded()).map(String.init) ?? "U"
        }
        let sign = number < 0 ? "-" : ""
        let millionths = (abs(number) * 1e6).rounded()
        let whole = (millionths / 1e6).rounded(.down)
        let rest = Int64(millionths - whole * 1e6)
        guard rest != 0 else { return whole == 0 ? "0" : "\(sign)\(Int64(whole))" }
        let digits = String(rest)
        let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        let end = padded.lastIndex { $0 != "0" } ?? padded.startIndex
        return "\(sign)\(Int64(whole)).\(padded[...end])"
    }
}
