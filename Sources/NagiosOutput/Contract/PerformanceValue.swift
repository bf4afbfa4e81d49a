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
        var text = ""
        write(to: &text, label: SafeText.label(label))
        return text
    }

    /// Appends it as the output has it.
    ///
    /// - Parameter label: ``label`` as it is to be written.
    func write(to text: inout String, label: String) {
        text += "'"
        text += label
        text += "'="
        text += PlainNumber.text(value)
        if value.isFinite { text += unit.symbol }
        // nothing stands for the empty fields at the end
        var semicolons = 1
        for field in [warning?.description, critical?.description, Self.bound(minimum), Self.bound(maximum)] {
            if let field {
                for _ in 0..<semicolons { text += ";" }
                text += field
                semicolons = 0
            }
            semicolons += 1
        }
    }

    private static func bound(_ number: Double?) -> String? {
        guard let number, number.isFinite else { return nil }
        return PlainNumber.text(number)
    }
}
