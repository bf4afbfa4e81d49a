import Catalogue

/// Every name of a family with its type, sorted.
enum MetricsNames {
    static let all =
        (Catalogue.metrics.map { "\($0.name) \($0.kind)" } + Catalogue.families.map { "\($0.name) \($0.kind.rawValue)" })
        .sorted()
}
