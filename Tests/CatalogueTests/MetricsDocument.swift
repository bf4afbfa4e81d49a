import Catalogue

/// `docs/metrics.md`, made of the catalogue.
enum MetricsDocument {
    static var text: String {
        var lines = [
            "# Metrics",
            "",
            "Every metric family that Virtpulse exports, generated from its catalogue (`make docs`). Names never change "
                + "meaning once released. A value that libvirt did not return has no series: it is never written as 0.",
            "",
            "*Since* is the libvirt release that brought the field. `#` stands for an index, `$NAME` for any name. "
                + "Each collector is switched off with `--no-collector.NAME`.",
            "",
        ]
        for collector in Collector.allCases {
            lines += section(
                "Collector `\(collector.rawValue)`",
                collector.summary
                    + (collector.isOnByDefault ? "" : " Off unless `--collector.\(collector.rawValue)` is given."),
                Catalogue.metrics.filter { $0.collector == collector }.map(row)
                    + Catalogue.families.filter { $0.collector == collector }.map(row))
        }
        lines += section(
            "Always there", "What needs no collector, and what the agent says of itself.",
            Catalogue.families.filter { $0.collector == nil }.map(row))
        lines += structure
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ title: String, _ summary: String, _ rows: [String]) -> [String] {
        guard !rows.isEmpty else { return [] }
        return [
            "## \(title)", "", summary, "", "| name | type | labels | libvirt | since | meaning |",
            "|---|---|---|---|---|---|",
        ] + rows + [""]
    }

    private static func row(_ metric: Metric) -> String {
        let labels = metric.scope.seriesLabels.map { "`\($0)`" }.joined(separator: ", ")
        return
            "| `\(metric.name)` | \(metric.kind) | \(labels) | `\(metric.field)` | \(metric.since) | \(metric.help) |"
    }

    private static func row(_ family: Family) -> String {
        let labels = family.labels.map { "`\($0)`" }.joined(separator: ", ")
        let source = family.source.map { "`\($0)`" } ?? ""
        return "| `\(family.name)` | \(family.kind.rawValue) | \(labels) | \(source) | | \(family.help) |"
    }

    private static var structure: [String] {
        let fields = Catalogue.knownFields.map { field -> String in
            let use =
                switch field.role {
                case .label: "names the series"
                case .text(.blockPath): "none: the info metric names the image that the XML names"
                case .text(.dirtyRateMode): "a label of an info metric"
                case .state, .reason: "the state metrics"
                case .binStart: "a bucket's bound"
                case .binValue: "a bucket's count"
                case .structure: "none: it counts series that speak for themselves"
                }
            return "| `\(field.field)` | \(field.since) | \(use) |"
        }
        return ["## Fields without a metric of their own", "", "| libvirt | since | use |", "|---|---|---|"] + fields
    }
}
