import Exposition
import Foundation
import RealGuests
import Testing

/// Faults of guests and of libvirt, among sixty guests.
@Suite(
    "Faults", .serialized, .lab(.many(60)), .timeLimit(.minutes(5)),
    .enabled(if: Lab.isWanted, "VIRTPULSE_LAB=0 leaves out tests with real guests"))
struct FaultTests {
    /// How long libvirt may take for a sample.
    static let deadline = Duration.seconds(2)
    static let interval = Duration.seconds(5)
    /// How many connections the agent may have, and threads that call: its own, one to control, and those that hang.
    static let mostConnections = 4 + 1 + 8

    /// Runs `body` with an agent that watches the suite's lab, once every guest is complete.
    ///
    /// - Parameter rounds: How many of them show what is healthy.
    static func watching(rounds: Int = 2, _ body: (Watch) async throws -> Void) async throws {
        let lab = try Lab.shared
        let arguments = [
            "--libvirt.uri", lab.uri, "--sample.deadline", "\(deadline.components.seconds)s", "--sample.interval",
            "\(interval.components.seconds)s",
        ]
        try await Agent.with(arguments) { agent in
            _ = try await agent.pageWhenUp()
            try await body(try await Watch(agent, rounds: rounds))
        }
    }
}

/// An agent, what its pages held while all was well, and what must hold of every page since.
final class Watch {
    let agent: Agent
    private(set) var judge = PageJudge()
    /// The series that each guest has when nothing is wrong.
    private(set) var complete: [String: Set<String>] = [:]
    /// Seconds of the rounds while all was well.
    private(set) var healthy: [Double] = []
    private(set) var most = (threads: 0, connections: 0)
    private var samples = 0.0

    init(_ agent: Agent, rounds: Int) async throws {
        self.agent = agent
        for round in 0..<rounds {
            let (page, _) = try await freshScrape()
            healthy.append(page.value("virtpulse_sample_duration_seconds") ?? .nan)
            let series = page.seriesOfDomains
            complete = round == 0 ? series : complete.merging(series) { $0.intersection($1) }
        }
    }

    /// A page, judged by those before it, and the seconds it took.
    func scrape(timeout: Duration = .seconds(3)) async throws -> (page: Exposition, seconds: Double) {
        let answer = try await agent.scrape(timeout: timeout)
        let violations = judge.violations(of: answer.page)
        #expect(violations.isEmpty, "\(violations.prefix(3))")
        let figures = agent.figures
        most = (max(most.threads, figures.callThreads), max(most.connections, figures.connections))
        return answer
    }

    /// The page of a round that began after this moment, as a scrape takes a sample that is up to a second old.
    func freshScrape(timeout: Duration = .seconds(3)) async throws -> (page: Exposition, seconds: Double) {
        try await Task.sleep(for: .milliseconds(1_050))
        return try await scrape(timeout: timeout)
    }

    /// The guests that lack some of what they had, but those that may.
    func incomplete(on page: Exposition, but excused: Set<String> = []) -> [String] {
        let series = page.seriesOfDomains
        return complete.keys.filter { guest in
            !excused.contains(guest) && !complete[guest, default: []].isSubset(of: series[guest] ?? [])
        }.sorted()
    }

    /// Waits for a page on which every guest is there and as fresh as that, and returns the seconds until then.
    func untilComplete(
        within limit: Duration, freshness: Duration = .seconds(1), but excused: Set<String> = []
    ) async throws -> Double {
        let from = ContinuousClock.now
        var last = "no page"
        do {
            return try await eventually(within: limit, "a complete page") {
                let page = try await self.scrape().page
                let missing = self.incomplete(on: page, but: excused)
                let old = page.series("libvirt_domain_sample_age_seconds").filter {
                    $0.value > freshness / .seconds(1) && !excused.contains($0.labels["domain"] ?? "")
                }
                let stuck = page.series("libvirt_domain_stuck").filter { $0.value != 0 }
                last =
                    "up \(page.value("libvirt_up") ?? -1), \(missing.count) incomplete, \(old.count) old, \(stuck.count) stuck"
                guard page.value("libvirt_up") == 1, missing.isEmpty, old.isEmpty, stuck.isEmpty else { return nil }
                return (ContinuousClock.now - from) / .seconds(1)
            }
        } catch {
            throw Program.Failure(description: "\(error) within \(limit): \(last)")
        }
    }

    /// What the agent holds when all is well; to be compared after a fault.
    struct Holdings: CustomStringConvertible {
        var threads: Int
        var connections: Int
        var description: String { "\(threads) threads, \(connections) connections" }
    }

    /// The most it held of either until now.
    var holdings: Holdings { Holdings(threads: most.threads, connections: most.connections) }

    /// Waits until the agent holds no more than before a fault.
    func untilReturned(to before: Holdings, within limit: Duration = .seconds(15)) async throws {
        let figures = agent.figures
        var last = ""
        do {
            try await eventually(within: limit, "the return of threads and connections") {
                last = "\(figures.callThreads) threads, \(figures.connections) connections, before \(before)"
                return figures.callThreads <= before.threads && figures.connections <= before.connections ? () : nil
            }
        } catch {
            throw Program.Failure(description: "\(error): \(last)")
        }
    }
}

extension [Double] {
    var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}

/// A number as the printed figures have it.
func figure(_ number: Double, _ digits: Int = 2) -> String { String(format: "%.\(digits)f", number) }
