import Exposition
import RealGuests
import SeededRandom

/// Something that must not be.
struct Violation: Error, CustomStringConvertible {
    var description: String
}

/// Asks for pages at random moments, and judges each.
actor Scraper {
    private let agent: Agent
    private var random: SplitMix64
    private var judge = PageJudge()
    private(set) var pages = 0

    /// Threads that call libvirt, and connections: the agent's own, one to control, and those that hang.
    private static let most = 4 + 1 + 8
    /// How long a page may take.
    private static let timeout = Duration.seconds(3)

    init(agent: Agent, seed: UInt64) {
        self.agent = agent
        random = SplitMix64(seed: seed)
    }

    func run(until end: ContinuousClock.Instant) async throws {
        while ContinuousClock.now < end {
            _ = try await page()
            try await Task.sleep(for: .milliseconds(Int.random(in: 0..<700, using: &random)))
        }
    }

    private func page() async throws -> Exposition {
        let page: Exposition
        do {
            page = try await agent.scrape(timeout: Self.timeout).page
        } catch let error as Exposition.Failure {
            throw Violation(description: "malformed page: \(error)")
        }
        pages += 1
        if let first = judge.violations(of: page).first { throw Violation(description: first) }
        let figures = agent.figures
        let (threads, connections) = (figures.callThreads, figures.connections)
        guard threads <= Self.most, connections <= Self.most else {
            throw Violation(description: "\(threads) threads and \(connections) connections of at most \(Self.most)")
        }
        return page
    }

    /// Waits until the page says what virsh says, of every guest, freshly.
    func untilWell(_ lab: Lab, within limit: Duration) async throws {
        let virsh = try VirshSession(lab)
        defer { virsh.end() }
        let guests = try await virsh.guests()
        var difference = ""
        do {
            _ = try await eventually(within: limit, "recovery") { () -> Bool? in
                let page = try await self.page()
                let states = page.states
                let wrong = Set(guests.keys).union(states.keys).filter { guests[$0] != states[$0] }
                let stuck = page.series("libvirt_domain_stuck").filter { $0.value != 0 }
                let oldest = page.series("libvirt_domain_sample_age_seconds").map(\.value).max() ?? 0
                let blank = guests.keys.filter {
                    guests[$0] == "running"
                        && page.value("libvirt_domain_block_stats_read_bytes_total", domain: $0) == nil
                }
                difference = """
                    libvirt_up \(page.value("libvirt_up") ?? -1), states differ: \(wrong.sorted()), stuck: \(stuck.count), \
                    without disks: \(blank.sorted()), oldest sample \(figure(oldest, 1)) s
                    """
                let isWell =
                    page.value("libvirt_up") == 1 && wrong.isEmpty && stuck.isEmpty && blank.isEmpty && oldest < 2
                return isWell ? true : nil
            }
        } catch let error as Program.Failure {
            throw Violation(description: "\(error) within \(limit) of the last fault: \(difference)")
        }
    }

    /// What the agent holds after one more round without a fault.
    func rest() async throws -> Flatness.Holdings {
        try await Task.sleep(for: .milliseconds(1_050))
        _ = try await page()
        let figures = agent.figures
        return Flatness.Holdings(
            mebibytes: figures.residentMebibytes, threads: Double(figures.threads.count),
            descriptors: Double(figures.descriptors))
    }
}
