import Catalogue

/// The comment lines before a family, and the name of its samples, as bytes that are made once for each format.
struct FamilyHeader: Sendable {
    let comments: [UInt8]
    let name: [UInt8]

    private init(name: String, type: String, help: String) {
        comments = Array("# HELP \(name) \(Self.escape(help))\n# TYPE \(name) \(type)\n".utf8)
        self.name = Array(name.utf8)
    }

    private init(name: String, _ family: OpenMetricsFamily) {
        comments = Array(family.comments.utf8)
        self.name = Array(name.utf8)
    }

    private init(_ metric: Metric) {
        let type =
            switch metric.kind {
            case .counter: "counter"
            case .gauge: "gauge"
            }
        self.init(name: metric.name, type: type, help: metric.help)
    }

    private init(_ family: Family) {
        let type =
            switch family.kind {
            case .counter: "counter"
            // text format 0.0.4 has no types for the other two
            case .gauge, .info, .stateSet: "gauge"
            case .histogram: "histogram"
            case .untyped: "untyped"
            }
        self.init(name: family.name, type: type, help: family.help)
    }

    private static func escape(_ help: String) -> String {
        help.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
            .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
    }

    /// The header of a family.
    static func header(of family: Family, in format: ExpositionFormat) -> FamilyHeader {
        switch format {
        case .prometheusText: textFamilies[family.name] ?? FamilyHeader(family)
        case .openMetrics:
            openMetricsFamilies[family.name] ?? FamilyHeader(name: family.name, OpenMetricsFamily(family))
        }
    }

    /// One for each of ``Catalogue/metrics``.
    static func metrics(in format: ExpositionFormat) -> [FamilyHeader] {
        switch format {
        case .prometheusText: textMetrics
        case .openMetrics: openMetricsMetrics
        }
    }

    private static let textFamilies = Dictionary(
        uniqueKeysWithValues: Catalogue.families.map { ($0.name, FamilyHeader($0)) })

    private static let openMetricsFamilies = Dictionary(
        uniqueKeysWithValues: Catalogue.families.map {
            ($0.name, FamilyHeader(name: $0.name, OpenMetricsFamily($0)))
        })

    private static let textMetrics = Catalogue.metrics.map { FamilyHeader($0) }

    private static let openMetricsMetrics = Catalogue.metrics.map {
        FamilyHeader(name: $0.name, OpenMetricsFamily($0))
    }
}
