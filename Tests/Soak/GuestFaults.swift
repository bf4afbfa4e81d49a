import Foundation
import RealGuests
import SeededRandom

/// Guests that get stuck, change, go and die.
struct GuestFaults: Sendable {
    let lab: Lab
    let journal: Journal
    private var random: SplitMix64
    private let names: [String]

    init(lab: Lab, journal: Journal, seed: UInt64) {
        self.lab = lab
        self.journal = journal
        random = SplitMix64(seed: seed)
        names = (0..<Lab.Guests.many(Soak.guests).running).map { String(format: "vm%04d", $0) }
    }

    mutating func run(until end: ContinuousClock.Instant) async throws {
        while ContinuousClock.now < end {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: try await freeze(until: end)
            case 1: try await kill()
            default: try await change()
            }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0..<1_500, using: &random)))
        }
    }

    /// A guest that is there; those that were stopped at once go on at once.
    private mutating func freeze(until end: ContinuousClock.Instant) async throws {
        let guests = names.shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
        let seconds = Double.random(in: 0.5..<12, using: &random)
        // one that was just killed has no process
        var pids: [pid_t] = []
        for guest in guests { if let pid = try? await lab.pid(of: guest) { pids.append(pid) } }
        await journal.note("stop \(guests.joined(separator: " ")) for \(figure(seconds, 1)) s")
        for pid in pids { Foundation.kill(pid, SIGSTOP) }
        defer { for pid in pids { Foundation.kill(pid, SIGCONT) } }
        try await Task.sleep(until: min(end, .now + .seconds(seconds)))
    }

    private mutating func kill() async throws {
        guard let guest = names.randomElement(using: &random), let pid = try? await lab.pid(of: guest) else { return }
        await journal.note("kill \(guest)")
        Foundation.kill(pid, SIGKILL)
        try await Task.sleep(for: .milliseconds(300))
        try await order(["create \(lab.definition(of: guest))"])
    }

    /// Orders of all kinds, without a pause between them.
    private mutating func change() async throws {
        let guests = names.shuffled(using: &random).prefix(3)
        let orders = ["suspend", "resume", "undefine", "destroy", "define", "create", "suspend", "resume"]
        var commands: [String] = []
        for _ in 0..<Int.random(in: 5...30, using: &random) {
            guard let guest = guests.randomElement(using: &random), let order = orders.randomElement(using: &random)
            else { continue }
            let takesFile = order == "define" || order == "create"
            commands.append("\(order) \(takesFile ? lab.definition(of: guest) : guest)")
        }
        await journal.note("\(commands.count) orders to \(guests.joined(separator: " "))")
        try await order(commands)
    }

    /// Gives orders, which are lost where libvirtd is away.
    private func order(_ commands: [String]) async throws {
        let virsh = try VirshSession(lab)
        defer { virsh.end() }
        do {
            try await virsh.run(commands)
        } catch let error as Program.Failure {
            await journal.note("lost orders: \(error)")
        }
    }

    /// All guests run again, as transient ones.
    func restore() async throws {
        await journal.note("restore")
        _ = try await eventually(within: .seconds(60), "the return of all guests") { () -> Bool? in
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            // libvirtd may not be back yet
            guard let there = try? await virsh.guests() else { return nil }
            let commands = names.flatMap { name -> [String] in
                switch there[name] {
                case "running": []
                case "paused": ["resume \(name)"]
                case "shutoff": ["undefine \(name)", "create \(lab.definition(of: name))"]
                case nil: ["create \(lab.definition(of: name))"]
                default: ["destroy \(name)"]
                }
            }
            // a list without these two is no answer
            guard !commands.isEmpty || there["busy0000"] == nil else { return true }
            try await order(commands)
            return nil
        }
    }
}
