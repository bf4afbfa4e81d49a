/// A range of the Monitoring Plugins guidelines: `[@]start:end`, both ends in it.
///
/// It alerts of a value outside it, or with `@` of one inside.
public struct AlertRange: Hashable, Sendable {
    /// The lower end; minus infinity for `~`.
    public let start: Double
    /// The upper end; infinity where none is given.
    public let end: Double
    /// Whether a value inside alerts, rather than one outside.
    public let isInside: Bool

    /// Reads a range.
    ///
    /// A number may have a suffix of its metric's unit, such as `90%`, `20GiB` or `7d`.
    /// - Throws: ``CheckMistake`` for what is none.
    public init(_ text: String, unit: MetricUnit) throws(CheckMistake) {
        var rest = text[...]
        isInside = rest.first == "@"
        if isInside { rest = rest.dropFirst() }
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        func mistake(_ what: String) -> CheckMistake {
            CheckMistake(
                "'\(text)' is no range: \(what); give [@]start:end, such as 90, 10:, ~:5, 10:20 or @10:20")
        }
        guard !rest.isEmpty, rest != ":" else { throw mistake("there is no number") }
        if parts.count == 1 {
            start = 0
            end = try Self.number(parts[0], unit, mistake)
        } else {
            switch parts[0] {
            case "~": start = -.infinity
            // as the guidelines have it, a range begins at 0
            case "": start = 0
            default: start = try Self.number(parts[0], unit, mistake)
            }
            end = parts[1].isEmpty ? .infinity : try Self.number(parts[1], unit, mistake)
        }
        guard start <= end else { throw mistake("it begins above its end") }
    }

    private static func number(
        _ text: Substring, _ unit: MetricUnit, _ mistake: (String) -> CheckMistake
    ) throws(CheckMistake) -> Double {
        // of these characters Swift reads plain numbers alone: others are what people do not mean, such as `1e5` and `0x1F`
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "+" || $0 == "-" || $0 == ".") }
        guard let number = Double(digits), number.isFinite else { throw mistake("'\(text)' is no number") }
        let suffix = text.dropFirst(digits.count)
        guard !suffix.isEmpty else { return number }
        guard let factor = unit.suffixes.first(where: { $0.text == suffix })?.factor else {
            let known = unit.suffixes.map(\.text).joined(separator: " ")
            throw mistake("'\(suffix)' is no unit of this metric, which has \(known)")
        }
        guard (number * factor).isFinite else { throw mistake("'\(text)' is too large") }
        return number * factor
    }

    /// Whether it alerts of a value.
    public func alerts(of value: Double) -> Bool { (start <= value && value <= end) == isInside }
}

extension AlertRange: CustomStringConvertible {
    /// The plain range, in the metric's own unit, as perfdata has it.
    public var description: String {
        let prefix = isInside ? "@" : ""
        let last = end == .infinity ? "" : PlainNumber.text(end)
        if start == -.infinity { return "\(prefix)~:\(last)" }
        if start == 0, end != .infinity { return prefix + last }
        return "\(prefix)\(PlainNumber.text(start)):\(last)"
    }
}
