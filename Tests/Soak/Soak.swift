import Foundation
import RealGuests

/// All faults at random for minutes, with every page judged: `virtpulse-soak PROGRAM MINUTES SEED`, called by `make soak`.
@main
struct Soak {
    /// How many guests are active.
    static let guests = 30
    /// How long faults go on before the next rest.
    static let phase = Duration.seconds(20)
    /// How soon all must be well when no fault is left.
    static let recovery = Duration.seconds(20)

    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let minutes = Double(arguments[2]), minutes > 0, let seed = UInt64(arguments[3])
        else {
            FileHandle.standardError.write(Data("usage: virtpulse-soak PROGRAM MINUTES SEED\n".utf8))
            exit(2)
        }
        say("soak: \(arguments[2]) minutes, seed \(seed); again with: make soak SEED=\(seed)")
        let journal = Journal()
        do {
            try await run(arguments[1], minutes: minutes, seed: seed, journal: journal)
        } catch {
            let actions = await journal.last.joined(separator: "; ")
            say("soak: FAILED with seed \(seed): \(error); last actions: \(actions)")
            exit(1)
        }
    }

    private static func run(_ program: String, minutes: Double, seed: UInt64, journal: Journal) async throws {
        let lab = try await Lab.start(.many(guests))
        do {
            let socket = FileManager.default.temporaryDirectory.path + "/vp-soak-\(seed).sock"
            let options = ["--sample.deadline", "2s", "--sample.interval", "5s", "--feed.socket", socket]
            let agent = try await Agent(["--libvirt.uri", lab.uri] + options, program: program)
            defer { agent.kill() }
            _ = try await agent.pageWhenUp()
            let follower = FeedFollower(path: socket)
            defer { follower.end() }
            try await mix(lab, agent, follower, journal, minutes: minutes, seed: seed)
        } catch {
            await lab.stop()
            throw error
        }
        await lab.stop()
    }

    private static func mix(
        _ lab: Lab, _ agent: Agent, _ follower: FeedFollower, _ journal: Journal, minutes: Double, seed: UInt64
    ) async throws {
        let end = ContinuousClock.now + .seconds(minutes * 60)
        var guestFaults = GuestFaults(lab: lab, journal: journal, seed: seed)
        var daemonFaults = DaemonFaults(lab: lab, journal: journal, seed: ~seed)
        let scraper = Scraper(agent: agent, seed: seed &+ 1)
        var flatness = Flatness()
        var phases = 0
        repeat {
            phases += 1
            let phaseEnd = min(end, .now + phase)
            try await withThrowingTaskGroup(of: (GuestFaults?, DaemonFaults?).self) { group in
                group.addTask { [guestFaults] in
                    var faults = guestFaults
                    try await faults.run(until: phaseEnd)
                    return (faults, nil)
                }
                group.addTask { [daemonFaults] in
                    var faults = daemonFaults
                    try await faults.run(until: phaseEnd)
                    return (nil, faults)
                }
                group.addTask {
                    try await scraper.run(until: phaseEnd)
                    return (nil, nil)
                }
                for try await (guests, daemon) in group {
                    guestFaults = guests ?? guestFaults
                    daemonFaults = daemon ?? daemonFaults
                }
            }
            try await guestFaults.restore()
            try await scraper.untilWell(lab, within: recovery)
            for _ in 0..<3 { flatness.add(try await scraper.rest()) }
            let samples = try follower.check()
            say(
                "soak: phase \(phases): \(await scraper.pages) pages, \(samples) samples of the feed, "
                    + "\(await journal.count) actions; \(flatness)")
        } while ContinuousClock.now < end
        try flatness.check()
        let samples = try follower.check()
        say(
            "soak: good: \(await scraper.pages) pages, \(samples) samples of the feed, \(await journal.count) actions, "
                + "seed \(seed)")
    }
}

/// What was done to guests and libvirtd.
actor Journal {
    private let start = ContinuousClock.now
    private(set) var last: [String] = []
    private(set) var count = 0

    func note(_ action: String) {
        count += 1
        last.append("\(figure((ContinuousClock.now - start) / .seconds(1), 1)) s \(action)")
        if last.count > 12 { last.removeFirst() }
    }
}

/// A number for people.
func figure(_ number: Double, _ digits: Int = 0) -> String { String(format: "%.\(digits)f", number) }

/// Prints a line now, whatever stands behind.
func say(_ line: String) {
    print(line)
    fflush(nil)
}
