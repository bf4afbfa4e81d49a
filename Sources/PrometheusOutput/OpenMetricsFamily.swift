import Catalogue

/// What OpenMetrics says of a family before its samples, whose names are the same in all formats.
struct OpenMetricsFamily: Sendable {
    let name: String
    let type: String
    let unit: String?
    private let help: String

    init(_ metric: Metric) {
        switch metric.kind {
        case .counter: self.init(sample: metric.name, type: "counter", suffix: "_total", help: metric.help)
        case .gauge: self.init(sample: metric.name, type: "gauge", help: metric.help)
        }
    }

    init(_ family: Family) {
        switch family.kind {
        case .counter: self.init(sample: family.name, type: "counter", suffix: "_total", help: family.help)
        case .info: self.init(sample: family.name, type: "info", suffix: "_info", help: family.help)
        // the format's own state sets have a label with the name of the family
        case .gauge, .stateSet: self.init(sample: family.name, type: "gauge", help: family.help)
        case .histogram: self.init(sample: family.name, type: "histogram", help: family.help)
        case .untyped: self.init(sample: family.name, type: "unknown", help: family.help)
        }
    }

    private init(sample: String, type: String, suffix: String = "", help: String) {
        let name = sample.hasSuffix(suffix) ? String(sample.dropLast(suffix.count)) : sample
        self.name = name
        self.type = type
        self.help = help
        unit = type == "info" ? nil : Self.units.first { name.hasSuffix("_" + $0) }
    }

    /// The lines before the samples.
    var comments: String {
        let unit = unit.map { "# UNIT \(name) \($0)\n" } ?? ""
        return "# TYPE \(name) \(type)\n\(unit)# HELP \(name) \(escapedHelp)\n"
    }

    /// Every name that no other family may have, or one of its samples.
    var ownNames: [String] {
        switch type {
        case "counter": ["", "_total", "_created"].map { name + $0 }
        case "info": ["", "_info"].map { name + $0 }
        case "histogram": ["", "_bucket", "_sum", "_count", "_created"].map { name + $0 }
        default: [name]
        }
    }

    private var escapedHelp: String {
        var writer = TextWriter()
        writer.append(labelValue: help)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The longest first, for one ends like another.
    private static let units = Set(Unit.allCases.compactMap(\.baseName)).sorted { $0.count > $1.count }
}
