import Catalogue
import CommandLineInterface
import HTTPServer
import PrometheusOutput
import Snapshot

/// Which part of the page a request wants, by `collect[]` or `exclude[]`.
enum CollectorSelection: Equatable {
    case all
    case only(Set<Collector>)

    /// A query that asks for nothing that can be given.
    struct Mistake: Error, Equatable {
        /// One line that names the mistake and the collectors there are.
        let description: String

        /// What the client is told.
        var response: HTTPResponse {
            .text(description + "\n", status: 400, headers: [("X-Content-Type-Options", "nosniff")])
        }
    }

    /// That part of a page.
    func pieces(
        of page: PrometheusPage, _ snapshot: Snapshot, report: SelfReport, format: ExpositionFormat
    ) -> PagePieces {
        switch self {
        case .all: page.pieces(snapshot, report: report, format: format)
        case .only(let chosen): page.pieces(snapshot, report: report, format: format, collectors: chosen)
        }
    }

    init(_ request: HTTPRequest, enabled: Set<Collector>) throws(Mistake) {
        let wanted = request.queryValues("collect[]")
        let unwanted = request.queryValues("exclude[]")
        guard wanted.isEmpty || unwanted.isEmpty else {
            throw Mistake(
                description: "collect[] and exclude[] do not go together; collectors that are on: \(Self.list(enabled))"
            )
        }
        if !wanted.isEmpty {
            self = .only(try Self.collectors(wanted, enabled: enabled))
        } else if !unwanted.isEmpty {
            self = .only(enabled.subtracting(try Self.collectors(unwanted, enabled: enabled)))
        } else {
            self = .all
        }
    }

    private static func collectors(_ names: [String], enabled: Set<Collector>) throws(Mistake) -> Set<Collector> {
        var collectors: Set<Collector> = []
        for name in names {
            guard let collector = Collector(rawValue: name) else {
                // what a client sent is not sent back raw, nor at length
                let shown = TerminalText.safe(String(String.UnicodeScalarView(name.unicodeScalars.prefix(40))))
                throw Mistake(
                    description: "there is no collector '\(shown)'; collectors that are on: \(list(enabled))")
            }
            guard enabled.contains(collector) else {
                throw Mistake(
                    description: "the collector '\(name)' is switched off; collectors that are on: \(list(enabled))")
            }
            collectors.insert(collector)
        }
        return collectors
    }

    private static func list(_ collectors: Set<Collector>) -> String {
        let names = Collector.allCases.filter(collectors.contains).map(\.rawValue)
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }
}
