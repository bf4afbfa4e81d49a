import HTTPServer
import PrometheusOutput

extension ExpositionFormat {
    /// The format that a client prefers by its `Accept`.
    ///
    /// A format counts as much as the most exact range that takes it. OpenMetrics needs more than the text format, or as
    /// much and its name in the list; a client that takes neither, or says nothing, gets the text format.
    init(accepting field: AcceptField) {
        let text = field.preference(for: .prometheusText)
        let openMetrics = field.preference(for: .openMetrics)
        let isPreferred =
            openMetrics.weight > text.weight || (openMetrics.isNamed && openMetrics.weight == text.weight)
        self = openMetrics.weight > 0 && isPreferred ? .openMetrics : .prometheusText
    }

    /// The media type without its parameters.
    fileprivate var mediaType: String {
        switch self {
        case .prometheusText: "text/plain"
        case .openMetrics: "application/openmetrics-text"
        }
    }

    /// The versions of the media type that may be asked for.
    ///
    /// OpenMetrics 0.0.1 was what is 1.0.0 now, and scrapers ask for either.
    fileprivate var versions: Set<String> {
        switch self {
        case .prometheusText: ["0.0.4"]
        case .openMetrics: ["1.0.0", "0.0.1"]
        }
    }
}

extension AcceptField {
    fileprivate func preference(for format: ExpositionFormat) -> (weight: Int, isNamed: Bool) {
        let type = format.mediaType.prefix { $0 != "/" }
        for range in [format.mediaType, "\(type)/*", "*/*"] {
            let weights = items.filter { item in
                item.value == range && item.parameters["version"].map(format.versions.contains) ?? true
            }.map(\.weight)
            if let weight = weights.max() { return (weight, range == format.mediaType) }
        }
        return (0, false)
    }
}
