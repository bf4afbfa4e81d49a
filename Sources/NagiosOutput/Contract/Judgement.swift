/// What is to be said of findings, by the thresholds.
struct Judgement {
    /// Something that was looked at, and how bad it is.
    struct Finding {
        let item: CheckItem
        let state: ServiceState
        /// Why, the worst first.
        let reasons: [String]
        fileprivate let judgement: Judgement

        /// Its values for graphs, put together when they are asked for: of a large host's most are not written.
        var values: [PerformanceValue] {
            let label = item.label
            return item.measurements.compactMap { judgement.value($0, label: label) }
        }

        /// How many values it has.
        var valueCount: Int { item.measurements.count { judgement.limits(of: $0) != nil } }

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
        let verdicts = item.verdicts + item.measurements.compactMap(verdict)
        return Finding(
            item: item, state: verdicts.map(\.state).worst, reasons: Self.reasons(verdicts), judgement: self)
    }

    /// Why it is not well, the worst first.
    static func reasons(_ verdicts: [CheckItem.Verdict]) -> [String] {
        verdicts.filter { $0.state != .ok }.sorted { $0.state.isWorse(than: $1.state) }.map(\.reason)
    }

    /// A value for graphs, of something with a label of its own.
    func value(_ measurement: Measurement, label: String) -> PerformanceValue? {
        guard let limits = limits(of: measurement) else { return nil }
        return PerformanceValue(
            label: label.isEmpty ? measurement.metric : "\(label)_\(measurement.metric)", value: measurement.value,
            unit: limits.metric.unit, warning: limits.warning,
            critical: limits.critical, minimum: 0, maximum: measurement.maximum ?? limits.most)
    }

    /// What is wrong with a value.
    func verdict(_ measurement: Measurement) -> CheckItem.Verdict? {
        guard let limits = limits(of: measurement) else { return nil }
        // as the guidelines have it, the worse range is looked at first
        let state: ServiceState =
            limits.critical?.alerts(of: measurement.value) ?? false
            ? .critical : limits.warning?.alerts(of: measurement.value) ?? false ? .warning : .ok
        guard state != .ok else { return nil }
        let metric = limits.metric
        return CheckItem.Verdict(state, "\(metric.name) \(HumanNumber.text(measurement.value, metric.unit))")
    }

    private func limits(of measurement: Measurement) -> Limits? {
        limits.first { $0.metric.name == measurement.metric }
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

    /// What its values are called in perfdata, before their metrics.
    ///
    /// Icinga's guide advises against spaces, which stores for graphs make underscores anyway.
    var label: String {
        let subject = SafeText.cut(subject, to: SafeText.longestName)
        guard !part.isEmpty else { return subject }
        let part = SafeText.cut(part, to: SafeText.longestName)
        return subject.isEmpty ? part : "\(subject)_\(part)"
    }
}
