import Catalogue

/// The two comment lines before a family, and its name, as bytes that are made once.
struct FamilyHeader: Sendable {
    let comments: [UInt8]
    let name: [UInt8]

    private init(name: String, type: String, help: String) {
        comments = Array("# HELP \(name) \(Self.escape(help))\n# TYPE \(name) \(type)\n".utf8)
        self.name = Array(name.utf8)
    }

    init(_ metric: Metric) {
        let type =
            switch metric.kind {
            case .counter: "counter"
            case .gauge: "gauge"
            }
        self.init(name: metric.name, type: type, help: metric.help)
    }

    init(_ family: Family) {
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

    /// One for each of ``Catalogue/families``, by name.
    static let families = Dictionary(uniqueKeysWithValues: Catalogue.families.map { ($0.name, FamilyHeader($0)) })

    /// One for each of ``Catalogue/metrics``.
    static let metrics: [FamilyHeader] = Catalogue.metrics.map { FamilyHeader($0) }
}
