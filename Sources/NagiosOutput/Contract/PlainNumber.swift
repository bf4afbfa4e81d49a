/// Numbers as perfdata has them: digits, a dot and a minus sign, whatever the locale.
enum PlainNumber {
    /// The number with at most nine digits behind the dot, six from 1 on; nothing of an exponent.
    ///
    /// What is no number is `U`, as the guidelines have it.
    static func text(_ number: Double) -> String {
        guard number.isFinite else { return "U" }
        // beyond this a double has no fraction, and what it has is an integer to be written in full
        guard abs(number) < 9_007_199_254_740_992 else { return integer(number) }
        if number.rounded() == number { return String(Int64(number)) }
        var places = abs(number) < 1 ? 9 : 6
        let factor = places == 9 ? 1e9 : 1e6
        let whole = abs(number).rounded(.down)
        var rest = Int64(((abs(number) - whole) * factor).rounded())
        var units = Int64(whole)
        if rest == Int64(factor) { (units, rest) = (units + 1, 0) }
        var text = number < 0 && (units > 0 || rest > 0) ? "-" : ""
        text += String(units)
        guard rest != 0 else { return text }
        while rest.isMultiple(of: 10) { (rest, places) = (rest / 10, places - 1) }
        let digits = String(rest)
        text += "."
        for _ in digits.utf8.count..<places { text += "0" }
        text += digits
        return text
    }

    /// Swift's own text of a large number, its exponent written out as zeros.
    private static func integer(_ number: Double) -> String {
        let parts = number.description.split(separator: "e", maxSplits: 1)
        let digits = parts[0].split(separator: ".", maxSplits: 1)
        let fraction = digits.count > 1 && digits[1] != "0" ? digits[1] : ""
        let exponent = parts.count > 1 ? Int(parts[1].drop { $0 == "+" }) ?? 0 : 0
        return digits[0] + fraction + String(repeating: "0", count: max(0, exponent - fraction.count))
    }
}
