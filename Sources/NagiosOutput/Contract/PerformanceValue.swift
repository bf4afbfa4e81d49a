/// A value for graphs: `'label'=value[unit];[warning];[critical];[minimum];[maximum]`.
public struct PerformanceValue: Sendable, CustomStringConvertible {
    /// What it is, unique in an output; any text.
    public var label: String
    /// In the metric's unit.
    public var value: Double
    /// The metric's unit.
    public var unit: MetricUnit
    /// The range that warns.
    public var warning: AlertRange?
    /// The range that is critical.
    public var critical: AlertRange?
    /// The least it can be.
    public var minimum: Double?
    /// The most it can be.
    public var maximum: Double?

    /// The value of these parts.
    public init(
        label: String, value: Double, unit: MetricUnit, warning: AlertRange? = nil, critical: AlertRange? = nil,
        minimum: Double? = nil, maximum: Double? = nil
    ) {
        self.label = label
        self.value = value
        self.unit = unit
        self.warning = warning
        self.critical = critical
        self.minimum = minimum
        self.maximum = maximum
    }

    /// As the output has it.
    ///
    /// A value that is no number is `U`, which has no unit.
    public var description: String {
        var fields = [
            "'\(SafeText.label(label))'=\(PlainNumber.text(value))\(value.isFinite ? unit.symbol : "")",
            warning?.description ?? "", critical?.description ?? "", Self.bound(minimum), Self.bound(maximum),
        ]
        while fields.last == "" { fields.removeLast() }
        return fields.joined(separator: ";")
    }

    private static func bound(_ number: Double?) -> String {
        guard let number, number.isFinite else { return "" }
        return PlainNumber.text(number)
    }
}
