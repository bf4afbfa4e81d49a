import Foundation
import RealGuests
import SeededRandom

/// A libvirtd that dies, stays away, freezes or is slow.
struct DaemonFaults: Sendable {
    let lab: Lab
    let journal: Journal
    private var random: SplitMix64

    init(lab: Lab, journal: Journal, seed: UInt64) {
        self.lab = lab
        self.journal = journal
        random = SplitMix64(seed: seed)
    }

    /// One fault at most in a phase, in the midst of those of guests; and none in every other phase.
    mutating func run(until end: ContinuousClock.Instant) async throws {
        let fault = Int.random(in: 0..<8, using: &random)
        try await Task.sleep(for: .seconds(Double.random(in: 1..<8, using: &random)))
        let seconds = Double.random(in: 1..<8, using: &random)
        guard fault < 4, ContinuousClock.now + .seconds(2) < end else { return }
        let pid = try await lab.pid()
        let until = min(end, .now + .seconds(seconds))
        switch fault {
        case 0:
            await journal.note("kill libvirtd")
            try lab.killDaemon(pid, staysDown: false)
            try await lab.run("start")
        case 1:
            await journal.note("kill libvirtd for \(figure(seconds, 1)) s")
            try lab.killDaemon(pid, staysDown: true)
            try await Task.sleep(until: until)
            try await lab.run("start")
        case 2:
            await journal.note("stop libvirtd for \(figure(seconds, 1)) s")
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            try await Task.sleep(until: until)
        default:
            await journal.note("slow libvirtd for \(figure(seconds, 1)) s")
            defer { kill(pid, SIGCONT) }
            while ContinuousClock.now < until {
                kill(pid, SIGSTOP)
                try await Task.sleep(for: .milliseconds(90))
                kill(pid, SIGCONT)
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        await journal.note("libvirtd goes on")
    }
}
