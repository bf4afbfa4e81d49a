/// What is to be said of findings, by the thresholds.
struct Judgement {
    /// Something that was looked at, and how bad it is.
    struct Finding {
        let item: CheckItem
        let state: ServiceState
        /// Why, the worst first.
        let reasons: [String]
        let values: [PerformanceValue]

        /// The subject with its part.
        var name: String { item.part.isEmpty ? item.subject : "\(item.subject) \(item.part)" }
    }

    let mode: CheckMode
    let settings: CheckSettings

    func finding(_ item: CheckItem) -> Finding {
        var verdicts = item.verdicts
        var values: [PerformanceValue] = []
        let name = item.part.isEmpty ? item.subject : "\(item.subject) \(item.part)"
        for measurement in item.measurements {
            guard let (value, verdict) = judge(measurement, label: "\(name) \(measurement.metric)") else { continue }
            values.append(value)
            if let verdict { verdicts.append(verdict) }
        }
        let state = verdicts.map(\.state).worst
        let reasons = verdicts.filter { $0.state != .ok }.sorted { $0.state.isWorse(than: $1.state) }.map(\.reason)
        return Finding(item: item, state: state, reasons: reasons, values: values)
    }

    /// A value for graphs, and what is wrong with it.
    func judge(_ measurement: Measurement, label: String) -> (PerformanceValue, CheckItem.Verdict?)? {
        guard let metric = mode.metrics.first(where: { $0.name == measurement.metric }) else { return nil }
        let warning = settings.warnings[metric.name] ?? Self.range(metric.warning, metric.unit)
        let critical = settings.criticals[metric.name] ?? Self.range(metric.critical, metric.unit)
        let value = PerformanceValue(
            label: label, value: measurement.value, unit: metric.unit, warning: warning, critical: critical,
            minimum: 0, maximum: metric.unit == .percent ? 100 : measurement.maximum)
        let state: ServiceState =
            critical?.alerts(of: measurement.value) ?? false
            ? .critical : warning?.alerts(of: measurement.value) ?? false ? .warning : .ok
        guard state != .ok else { return (value, nil) }
        return (value, CheckItem.Verdict(state, "\(metric.name) \(HumanNumber.text(measurement.value, metric.unit))"))
    }

    /// The modes' own ranges are well-formed, which a test sees to.
    private static func range(_ text: String?, _ unit: MetricUnit) -> AlertRange? {
        text.flatMap { try? AlertRange($0, unit: unit) }
    }
}
