import ArgumentParser

/// A duration as Prometheus and its exporters write it: `500ms`, `10s`, `1m30s`, `2h`.
public struct Timespan: Sendable, CustomStringConvertible {
    /// The same as a duration.
    public let duration: Duration

    /// This duration.
    public init(_ duration: Duration) { self.duration = duration }

    /// A time that passed: to seconds, or to tenths if it is less than one.
    public init(rounding time: Duration) {
        let step = Duration.milliseconds(time < .seconds(1) ? 100 : 1_000)
        duration = step * Int(time / step)
    }

    /// Reads a duration.
    ///
    /// - Throws: `ValidationError`, which names what is wrong with it.
    public init(_ text: String, atLeast minimum: Duration = .zero) throws {
        guard let duration = Self.parse(text) else {
            throw ValidationError("a duration is a number and a unit, such as 500ms, 10s, 1m30s or 2h")
        }
        guard duration >= minimum else { throw ValidationError("the least is \(Timespan(minimum))") }
        self.duration = duration
    }

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    private static func parse(_ text: String) -> Duration? {
        var rest = text[...]
        var total: Int64 = 0
        var last = Int64.max
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, let number = Int64(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { $0.isASCII && $0.isLetter }
            // units fall, as in 1m30s, so that none comes twice
            guard let unit = units.first(where: { $0.name == letters })?.milliseconds, unit < last else { return nil }
            rest = rest.dropFirst(letters.count)
            last = unit
            let (product, tooLarge) = number.multipliedReportingOverflow(by: unit)
            let (sum, overflow) = total.addingReportingOverflow(product)
            guard !tooLarge, !overflow else { return nil }
            total = sum
        }
        return .milliseconds(total)
    }

    /// The shortest way to write it.
    public var description: String {
        let milliseconds = duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
        guard milliseconds > 0 else { return "0s" }
        for unit in Self.units.reversed() where milliseconds % unit.milliseconds == 0 {
            return "\(milliseconds / unit.milliseconds)\(unit.name)"
        }
        return "\(milliseconds)ms"
    }
}
