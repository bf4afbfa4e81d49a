/// A number as collectd reads it.
enum CollectdValue: Sendable {
    /// Something that is counted: collectd takes a whole number below 2⁶³.
    case derive(UInt64)
    /// Something that is measured.
    case gauge(Double)
    /// The same, exactly.
    case whole(UInt64)
    /// Something that is measured, but not this time; only beside others of which one was.
    case unknownGauge

    /// How it is written; `nil` for what collectd would take for another number.
    var text: String? {
        switch self {
        case .derive(let number): number > UInt64(Int64.max) ? nil : String(number)
        case .gauge(let number): number.isFinite ? String(number) : nil
        case .whole(let number): String(number)
        case .unknownGauge: "U"
        }
    }
}

/// Numbers with three decimal places, as collectd's own.
enum Decimal {
    /// - Parameter number: Not negative, and below 2⁵³.
    static func text(_ number: Double) -> String {
        let thousandths = UInt64(max(0, min(number, 9e12)) * 1000 + 0.5)
        let rest = String(thousandths % 1000)
        return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
