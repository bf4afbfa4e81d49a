import Catalogue
import CommandLineInterface
import HTTPServer

/// Which part of the page a request wants, by `collect[]` or `exclude[]`.
enum CollectorSelection: Equatable {
    case all
    case only(Set<Collector>)

    /// A query that asks for nothing that can be given.
    struct Mistake: Error, Equatable {
        /// One line that names the mistake and the collectors there are.
        let description: String
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
