import Catalogue
import History
import Snapshot

/// A column of the table, after the guest's name and state.
struct Column: Sendable {
    /// What a cell shows and is sorted by.
    struct Cell {
        /// A text, or a sparkline and its peak as a text.
        enum Content {
            case text(String)
            case line(Sparkline, peak: String?)
        }

        let content: Content
        /// `nil` for what is absent, which sorts behind everything.
        let key: Double?
    }

    /// What stands over a column.
    struct Head: Sendable {
        /// What the columns beside it that belong to it have in common; `nil` for a column of its own.
        var group: String?
        var title: String
        /// The title for those who meet it without its group.
        var label: String
        var isLine = false
    }

    let head: Head
    private let make: @Sendable (Guest) -> Cell

    /// A domain and what is remembered of it.
    struct Guest {
        let domain: DomainSample
        let rates: DomainRates?
        let steps: [DomainRates]

        init(_ domain: DomainSample, _ history: DomainHistory?, through moment: MonotonicTime) {
            self.domain = domain
            rates = history?.rates
            steps = history?.steps(through: moment) ?? []
        }

        func base(_ metric: MetricID) -> Double? { domain.values.bits(of: metric).map { metric.metric.base($0) } }
    }

    func cell(_ guest: Guest) -> Cell { make(guest) }
}

extension Column {
    /// All of them, in order.
    static let all: [Column] = [
        Column(head: Head(title: "vCPUs", label: "vCPUs")) { guest in
            let number = guest.base(vcpus)
            return Cell(content: .text(number.map { String(Int($0)) } ?? Figures.absent), key: number)
        },
        rate("CPU", "%", "CPU %, 100 is one CPU", Figures.percent) { $0.cpuTime },
        line("CPU", "CPU, 10 min", floor: 0.25, { "\(Figures.percent($0)) %" }) { $0.cpuTime },
        Column(head: Head(title: "Memory", label: "Memory given to the guest, of its maximum")) { guest in
            let used = guest.base(memory)
            return Cell(
                content: .text(Figures.part(used, of: guest.base(maximumMemory))), key: used)
        },
        rate("Disk", "read/s", "Disk read/s", Figures.bytes) { $0.diskRead },
        rate("Disk", "write/s", "Disk write/s", Figures.bytes) { $0.diskWritten },
        line("Disk", "Disk, 10 min", floor: 16_384, { "\(Figures.bytes($0))/s" }) {
            sum($0.diskRead, $0.diskWritten)
        },
        rate("Network", "receive/s", "Network receive/s", Figures.bytes) { $0.received },
        rate("Network", "send/s", "Network send/s", Figures.bytes) { $0.sent },
        line("Network", "Network, 10 min", floor: 16_384, { "\(Figures.bytes($0))/s" }) {
            sum($0.received, $0.sent)
        },
    ]

    private static let vcpus = Catalogue.id(of: "vcpu.current")
    private static let memory = Catalogue.id(of: "balloon.current")
    private static let maximumMemory = Catalogue.id(of: "balloon.maximum")

    private static func rate(
        _ group: String, _ title: String, _ label: String, _ format: @escaping @Sendable (Double) -> String,
        _ rate: @escaping @Sendable (DomainRates) -> Double?
    ) -> Column {
        Column(head: Head(group: group, title: title, label: label)) { guest in
            let rate = guest.rates.flatMap(rate)
            return Cell(content: .text(rate.map(format) ?? Figures.absent), key: rate)
        }
    }

    private static func line(
        _ group: String, _ label: String, floor: Double, _ format: @escaping @Sendable (Double) -> String,
        _ rate: @escaping @Sendable (DomainRates) -> Double?
    ) -> Column {
        Column(head: Head(group: group, title: "10 min", label: label, isLine: true)) { guest in
            let line = Sparkline(guest.steps.map(rate), floor: floor)
            return Cell(content: .line(line, peak: line.peak.map { "peak \(format($0))" }), key: line.peak)
        }
    }

    /// The sum of what is known; absent if nothing is.
    private static func sum(_ first: Double?, _ second: Double?) -> Double? {
        guard let first else { return second }
        return first + (second ?? 0)
    }
}
