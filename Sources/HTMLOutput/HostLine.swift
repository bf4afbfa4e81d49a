import Catalogue
import Snapshot

/// What the page says of the host.
struct HostLine {
    /// Something known of the host.
    struct Fact {
        let term: String
        let text: String
    }

    let name: String
    let status: String
    let tone: GuestRow.Tone
    let facts: [Fact]
    /// What went wrong, the worst first.
    let problems: [String]
    /// Seconds since libvirt last answered; `nil` if it never did.
    let age: Double?

    /// The most problems that are told.
    private static let mostProblems = 3

    init(_ snapshot: Snapshot, uri: String, now: MonotonicTime) {
        let host = snapshot.host
        name = host?.hostname ?? uri
        (status, tone) =
            if snapshot.generation == 0 { ("no sample yet", .warning) } else if snapshot.status.isUp {
                ("up", .good)
            } else {
                ("down", .bad)
            }
        facts = Self.facts(snapshot, host)
        problems = Self.problems(snapshot)
        age = snapshot.status.lastAnswered.map { max(0, (now - $0) / .seconds(1)) }
    }

    private static func facts(_ snapshot: Snapshot, _ host: HostSample?) -> [Fact] {
        func base(_ metric: MetricID) -> Double? { host?.values.bits(of: metric).map { metric.metric.base($0) } }
        let active = snapshot.domains.count { $0.identity.id != nil }
        let texts = [
            ("libvirt", host?.daemonVersion),
            (host?.driver ?? "hypervisor", host?.hypervisorVersion),
            ("CPUs", base(cpus).map { String(Int($0)) }),
            ("memory", base(memory).map(Figures.bytes)),
            ("guests", snapshot.status.lastAnswered == nil ? nil : "\(snapshot.domains.count), \(active) active"),
        ]
        return texts.map { Fact(term: $0, text: $1 ?? Figures.absent) }
    }

    private static func problems(_ snapshot: Snapshot) -> [String] {
        let problems = snapshot.status.problems.map(\.description)
        if problems.isEmpty, snapshot.generation > 0, !snapshot.status.isUp {
            return ["libvirt does not answer; trying again"]
        }
        let more = problems.count - mostProblems
        return problems.prefix(mostProblems) + (more > 0 ? ["and \(more) more; the log has them all"] : [])
    }

    private static let cpus = Catalogue.id(of: "virNodeInfo.cpus")
    private static let memory = Catalogue.id(of: "virNodeInfo.memory")
}
