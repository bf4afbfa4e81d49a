import Snapshot

extension CheckMode {
    /// Guests whose agents are away.
    static let agent = CheckMode(
        "agent", "whether the agents of running guests are connected, and answer if they are pinged",
        metrics: [
            CheckMetric("connected", .count, "guests with an agent that is connected, and answered if it was asked"),
            CheckMetric("disconnected", .count, "guests with a channel for an agent that nothing has opened"),
            CheckMetric("silent", .count, "guests with an agent that does not answer"),
        ],
        isOfRunning: true,
        needs: { settings in
            CheckNeeds(questions: settings.pingsAgents ? [.agents, .agentPing] : [.agents])
        },
        findings: { input, settings in
            var counts: [DirectAnswers.AgentState: Int] = [:]
            // of these, and of all if one is nobody's, it is not known whether they answer
            let unanswered = input.answers.failures.filter { $0.question == .agentPing }.map(\.subject)
            let items = input.running(settings).compactMap { guest -> CheckItem? in
                guard let state = input.answers.agents[guest.identity.uuid] else {
                    return input.unanswered(guest, .agents, settings: settings)
                }
                if state == .absent { return input.withoutAgent(guest, settings) }
                if state != .connected || !unanswered.contains(guest.identity.name) {
                    counts[state, default: 0] += 1
                }
                var item = CheckItem(settings.name(of: guest.identity))
                if let state = guest.state, state.name != "running" {
                    // an agent that is stopped with its guest cannot answer
                    item.note = "is \(state.summary)"
                } else if let grace = settings.grace, let start = guest.startedAt,
                    (0..<grace).contains(input.time - start)
                {
                    item.note = "started \(HumanNumber.text(max(0, input.time - start), .seconds)) ago"
                } else if let reason = state.reason {
                    item.verdicts = [.init(state == .untold ? .unknown : .warning, reason)]
                }
                return item
            }
            return CheckFindings(
                items,
                totals: [
                    unanswered.contains(nil) ? nil : Measurement("connected", Double(counts[.connected] ?? 0)),
                    Measurement("disconnected", Double(counts[.disconnected] ?? 0)),
                    Measurement("silent", settings.pingsAgents ? Double(counts[.silent] ?? 0) : nil),
                ], countsItems: true)
        })

    /// How full guests' file systems are.
    static let guestFileSystem = CheckMode(
        "guest-fs", "how full file systems within guests are, as their agents tell",
        noun: ("file system", "file systems"),
        metrics: [
            CheckMetric("used", .percent, "of a file system's size", warning: "90", critical: "95")
        ],
        isOfRunning: true,
        needs: { _ in CheckNeeds(questions: [.fileSystems]) },
        findings: { input, settings in
            var notes: [String] = []
            var findings = CheckFindings(
                input.running(settings).flatMap { guest -> [CheckItem] in
                    let name = settings.name(of: guest.identity)
                    if let state = guest.state, state.name != "running" {
                        notes.append("\(name) is \(state.summary)")
                        return []
                    }
                    guard let all = input.answers.fileSystems[guest.identity.uuid] else {
                        let agent = input.answers.agents[guest.identity.uuid]
                        if agent == .absent { return [input.withoutAgent(guest, settings)].compactMap { $0 } }
                        guard let reason = agent?.reason else {
                            return [input.unanswered(guest, .agents, .fileSystems, settings: settings)]
                                .compactMap { $0 }
                        }
                        return [CheckItem(name, verdicts: [.init(.unknown, reason)])]
                    }
                    return all.filter { !$0.isAlwaysFull }.map { system in
                        let used = system.used.flatMap { used in system.total.flatMap { percent(used, of: $0) } }
                        return CheckItem(
                            name, part: system.mountPoint, [Measurement("used", used)],
                            idle: system.total == 0 ? ["used"] : [])
                    }
                })
            findings.notes += notes
            findings.requireOne("used", "no agent tells how full its file systems are")
            return findings
        })
}

extension CheckInput {
    /// What is said of a guest without a channel for an agent, which is nothing unless the operator names it.
    fileprivate func withoutAgent(_ guest: DomainSample, _ settings: CheckSettings) -> CheckItem? {
        guard settings.selection.names(guest.identity) else { return nil }
        return CheckItem(
            settings.name(of: guest.identity), verdicts: [.init(settings.onMissing, "has no channel for an agent")])
    }
}

extension DirectAnswers.AgentState {
    /// What is wrong; `nil` if nothing is.
    fileprivate var reason: String? {
        switch self {
        case .connected, .absent: nil
        case .untold: "libvirt does not tell whether its agent is connected"
        case .disconnected: "its agent is not connected"
        case .silent: "its agent does not answer"
        }
    }
}

extension DirectAnswers.FileSystemUse {
    /// Whether it is of a type that is only written once.
    fileprivate var isAlwaysFull: Bool {
        ["cdfs", "cramfs", "erofs", "iso9660", "squashfs", "udf"].contains(type?.lowercased() ?? "")
    }
}
