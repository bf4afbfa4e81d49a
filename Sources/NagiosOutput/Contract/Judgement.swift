/// What is to be said of findings, by the thresholds.
struct Judgement {
    /// Something that was looked at, and how bad it is.
    struct Finding {
        let item: CheckItem
        let state: ServiceState
        /// Why, the worst first.
        let reasons: [String]
        let values: [PerformanceValue]

        /// What it is called, with what is wrong with it.
        var complaint: String { "\(item.name) \(reasons.joined(separator: ", "))" }
    }

    /// The mode's metrics, each with its ranges, which are read once: a host has a hundred values of each metric.
    private let limits: [Limits]

    /// What holds for the values of a metric.
    private struct Limits {
        let metric: CheckMetric
        let warning: AlertRange?
        let critical: AlertRange?
        /// The most that a value can be, if there is such.
        let most: Double?
    }

    init(mode: CheckMode, settings: CheckSettings) {
        limits = mode.metrics.map { metric in
            Limits(
                metric: metric, warning: settings.warnings[metric.name] ?? Self.range(metric.warning, metric.unit),
                critical: settings.criticals[metric.name] ?? Self.range(metric.critical, metric.unit),
                most: metric.unit == .percent && !metric.canExceed ? 100 : nil)
        }
    }

    func finding(_ item: CheckItem) -> Finding {
        var verdicts = item.verdicts
        var values: [PerformanceValue] = []
        for measurement in item.measurements {
            guard let (value, verdict) = judge(measurement, label: item.label(measurement.metric)) else { continue }
            values.append(value)
            if let verdict { verdicts.append(verdict) }
        }
        return Finding(
            item: item, state: verdicts.map(\.state).worst, reasons: Self.reasons(verdicts), values: values)
    }

    /// Why it is not well, the worst first.
    static func reasons(_ verdicts: [CheckItem.Verdict]) -> [String] {
        verdicts.filter { $0.state != .ok }.sorted { $0.state.isWorse(than: $1.state) }.map(\.reason)
    }

    /// A value for graphs, and what is wrong with it.
    func judge(_ measurement: Measurement, label: String) -> (PerformanceValue, CheckItem.Verdict?)? {
        guard let limits = limits.first(where: { $0.metric.name == measurement.metric }) else { return nil }
        let metric = limits.metric
        let value = PerformanceValue(
            label: label, value: measurement.value, unit: metric.unit, warning: limits.warning,
            critical: limits.critical, minimum: 0, maximum: measurement.maximum ?? limits.most)
        // as the guidelines have it, the worse range is looked at first
        let state: ServiceState =
            limits.critical?.alerts(of: measurement.value) ?? false
            ? .critical : limits.warning?.alerts(of: measurement.value) ?? false ? .warning : .ok
        guard state != .ok else { return (value, nil) }
        return (value, CheckItem.Verdict(state, "\(metric.name) \(HumanNumber.text(measurement.value, metric.unit))"))
    }

    /// The modes' own ranges are well-formed, which a test sees to.
    private static func range(_ text: String?, _ unit: MetricUnit) -> AlertRange? {
        text.flatMap { try? AlertRange($0, unit: unit) }
    }
}

extension CheckItem {
    /// The subject with its part.
    var name: String {
        let subject = SafeText.cut(subject, to: SafeText.longestName)
        return part.isEmpty ? subject : "\(subject) \(SafeText.cut(part, to: SafeText.longestName))"
    }

    /// What one of its values is called in perfdata.
    ///
    /// Icinga's guide advises against spaces, which stores for graphs make underscores anyway.
    func label(_ metric: String) -> String {
        [subject, part, metric].filter { !$0.isEmpty }.map { SafeText.cut($0, to: SafeText.longestName) }
            .joined(separator: "_")
    }
}
