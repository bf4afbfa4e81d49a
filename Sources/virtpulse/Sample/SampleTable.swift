import Catalogue
import CommandLineInterface
import History
import Snapshot

/// Two samples as an aligned table: a line a guest, with rates between the two.
struct SampleTable {
    private let first: [DomainIdentity.UUID: DomainSample]
    private let second: Snapshot

    init(_ first: Snapshot, _ second: Snapshot) {
        self.first = Dictionary(first.domains.map { ($0.identity.uuid, $0) }, uniquingKeysWith: { a, _ in a })
        self.second = second
    }

    private static let titles = [
        "GUEST", "STATE", "VCPUS", "CPU%", "MEMORY", "READ/s", "WRITE/s", "RECEIVE/s", "SEND/s",
    ]

    func text() -> String {
        let rows = [Self.titles] + second.domains.map(row)
        let widths = Self.titles.indices.map { column in rows.map { Self.width($0[column]) }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row.indices, row).map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - Self.width(cell))
                // names and states to the left, numbers to the right
                return column < 2 ? cell + padding : padding + cell
            }
            var line = cells.joined(separator: "  ")[...]
            while line.last == " " { line = line.dropLast() }
            return line + "\n"
        }.joined()
    }

    private func row(_ domain: DomainSample) -> [String] {
        let rates = first[domain.identity.uuid].flatMap { before in
            CounterTotals(before).flatMap { CounterTotals(domain)?.rates(since: $0) }
        }
        func size(_ rate: Double?) -> String { rate.map(Self.size) ?? "-" }
        return [
            TerminalText.safe(domain.identity.name), (domain.state?.summary ?? "-") + (domain.isStuck ? ", stuck" : ""),
            value(Self.vcpus, domain).map { String($0) } ?? "-",
            rates?.cpuTime.map { Self.tenths($0 * 100) } ?? "-",
            value(Self.memory, domain).map { Self.size(Double($0) * 1024) } ?? "-",
            size(rates?.diskRead), size(rates?.diskWritten), size(rates?.received), size(rates?.sent),
        ]
    }

    private static let vcpus = Catalogue.id(of: "vcpu.current")
    private static let memory = Catalogue.id(of: "balloon.current")

    private func value(_ metric: MetricID, _ domain: DomainSample) -> UInt64? { domain.values.bits(of: metric) }

    /// Bytes in the largest binary unit that leaves at least 1.
    private static func size(_ bytes: Double) -> String {
        var rest = bytes
        for unit in ["B", "K", "M", "G"] {
            if rest < 1024 { return (unit == "B" ? String(Int(rest)) : tenths(rest)) + unit }
            rest /= 1024
        }
        return tenths(rest) + "T"
    }

    private static func tenths(_ number: Double) -> String {
        // a counter that jumped in a moment makes a rate that is none
        guard let tenths = Int(exactly: (number * 10).rounded()) else { return "-" }
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func width(_ text: String) -> Int { text.unicodeScalars.count }
}
