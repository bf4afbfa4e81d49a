import Catalogue
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
        let state = domain.state.map { state in
            // the common reasons say nothing new
            state.reason.map { ["booted", "unknown", "shutdown", "destroyed", "user"].contains($0) } ?? true
                ? state.name : "\(state.name) (\(state.reason ?? ""))"
        }
        return [
            TerminalText.safe(domain.identity.name), state ?? "-",
            value(Self.vcpus, domain).map { String($0) } ?? "-",
            rate(Self.cpuTime, domain).map { Self.percent($0 / 1e7) } ?? "-",
            value(Self.memory, domain).map { Self.size(Double($0) * 1024) } ?? "-",
            rate(Self.readBytes, domain).map(Self.size) ?? "-", rate(Self.writtenBytes, domain).map(Self.size) ?? "-",
            rate(Self.receivedBytes, domain).map(Self.size) ?? "-", rate(Self.sentBytes, domain).map(Self.size) ?? "-",
        ]
    }

    private static let vcpus = Catalogue.id(of: "vcpu.current")
    private static let cpuTime = Catalogue.id(of: "cpu.time")
    private static let memory = Catalogue.id(of: "balloon.current")
    private static let readBytes = Catalogue.id(of: "block.#.rd.bytes")
    private static let writtenBytes = Catalogue.id(of: "block.#.wr.bytes")
    private static let receivedBytes = Catalogue.id(of: "net.#.rx.bytes")
    private static let sentBytes = Catalogue.id(of: "net.#.tx.bytes")

    private func value(_ metric: MetricID, _ domain: DomainSample) -> UInt64? { domain.values.bits(of: metric) }

    /// Growth a second, summed over the devices that both samples have; `nil` if there is none or the guest restarted.
    private func rate(_ metric: MetricID, _ domain: DomainSample) -> Double? {
        guard let before = first[domain.identity.uuid], before.identity.id == domain.identity.id,
            let start = before.sampledAt, let end = domain.sampledAt, start < end
        else { return nil }
        var growth: UInt64?
        for value in domain.values.values where value.metric == metric {
            let labels = domain.values.entities[value.entity].labels
            guard let old = before.values.bits(of: metric, labels: labels), old <= value.bits else { continue }
            growth = (growth ?? 0) &+ (value.bits - old)
        }
        let time = (end - start).components
        return growth.map { Double($0) / (Double(time.seconds) + Double(time.attoseconds) / 1e18) }
    }

    private static func percent(_ number: Double) -> String { tenths(number) }

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
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func width(_ text: String) -> Int { text.unicodeScalars.count }
}
