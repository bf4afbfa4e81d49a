import HTTPServer
import PrometheusOutput
import Testing

@testable import virtpulse

/// Which format a client gets by its `Accept`.
@Suite("Format negotiation") struct FormatNegotiationTests {
    private static let openMetrics = "application/openmetrics-text"

    private func format(_ field: String?) -> ExpositionFormat { ExpositionFormat(accepting: AcceptField(field)) }

    @Test(arguments: [
        // Prometheus 2.42, 2.25 and 3.0
        "\(openMetrics);version=1.0.0,\(openMetrics);version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "\(openMetrics); version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "\(openMetrics);version=1.0.0;escaping=allow-utf-8;q=0.5,\(openMetrics);version=0.0.1;q=0.4,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
        "\(openMetrics)", "\(openMetrics);version=1.0.0", "\(openMetrics);version=0.0.1",
        "\(openMetrics); version=\"1.0.0\"; charset=utf-8", "Application/OpenMetrics-Text",
        "\(openMetrics), text/plain", "text/plain, \(openMetrics)", "text/plain;q=0.3, \(openMetrics);q=0.3",
        "*/*, \(openMetrics)", "\(openMetrics);q=0.001", "\(openMetrics);q=0.2, text/plain;q=0.1",
        "\(openMetrics);version=1.0.0;q=0, \(openMetrics);version=0.0.1;q=0.5", "\(openMetrics), text/plain;q=junk",
        "application/*", "application/*, */*;q=0.1", "text/plain;q=0, */*", "text/*;q=0.1, */*;q=0.2",
        "text/plain;version=1.0.0;q=0.9, \(openMetrics);q=0.5", "\(openMetrics);q=0.5, text/plain;version=2;q=1",
    ])
    func isOpenMetrics(field: String) {
        #expect(format(field) == .openMetrics)
    }

    @Test(arguments: [
        nil, "", " ", ",", "*/*", "*", "junk", ";;;", "text/plain", "text/plain;version=0.0.4", "text/*", "text/html",
        "application/json", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json, text/plain, */*", "\(openMetrics);q=0", "\(openMetrics);q=0, */*",
        "\(openMetrics);q=0.1, text/plain;q=0.2", "\(openMetrics);q=0.1, */*;q=0.2", "\(openMetrics);q=2",
        "\(openMetrics);version=2.0.0", "\(openMetrics);version=2.0.0, */*;q=0.1", "\(openMetrics);version=",
        "application/*, text/*", "application/*;q=0.5, text/plain;q=0.5", "application/openmetrics-textual",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,"
            + "text/plain;version=0.0.4;q=0.3", "text/plain;q=0, \(openMetrics);q=0", "*/*;q=0",
    ])
    func isTheTextFormat(field: String?) {
        #expect(format(field) == .prometheusText)
    }
}
