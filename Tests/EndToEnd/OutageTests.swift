import Exposition
import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// What the page says when libvirt or a guest does not answer.
    @Suite("Outages", .timeLimit(.minutes(3))) struct OutageTests {
        @Test func libvirtdMayStopAndComeBack() async throws {
            let lab = try Lab.shared
            try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
                _ = try await agent.pageWhenUp()
                try await lab.run("stop")
                let down = try await eventually("libvirt_up 0") {
                    let page = try await agent.page()
                    return page.value("libvirt_up") == 0 ? page : nil
                }
                #expect(down.value("virtpulse_sample_success") == 0)
                try await lab.run("start")
                let up = try await agent.pageWhenUp()
                #expect(up.value("libvirt_domain_state", ["domain": "vm0000", "state": "running"]) == 1)
                #expect(agent.log.contains("level=error") && agent.log.contains("trying again"))
            }
        }

        @Test func aHostThatIsDownAtStartIsWaitedFor() async throws {
            let lab = try Lab.shared
            try await lab.run("stop")
            do {
                try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
                    let page = try await eventually("a sample that failed") {
                        let page = try await agent.page()
                        return page.value("virtpulse_samples_total") ?? 0 > 0 ? page : nil
                    }
                    #expect(page.value("libvirt_up") == 0)
                    #expect(page.series("libvirt_domains").isEmpty)
                    #expect(try await agent.get("/").contains(">down</"))
                    try await lab.run("start")
                    _ = try await agent.pageWhenUp()
                }
            } catch {
                try await lab.run("start")
                throw error
            }
        }

        @Test func aStuckGuestStopsNobodyElse() async throws {
            let lab = try Lab.shared
            let stuck = "vm0001"
            try await Agent.with(["--libvirt.uri", lab.uri, "--sample.deadline", "3s"]) { agent in
                _ = try await agent.pageWhenUp()
                let text = try await lab.run("pid", stuck).trimmingCharacters(in: .whitespacesAndNewlines)
                let pid = try #require(Int32(text))
                kill(pid, SIGSTOP)
                defer { kill(pid, SIGCONT) }
                let page = try await eventually("the others' values") {
                    let page = try await agent.page()
                    let age = page.value("libvirt_domain_sample_age_seconds", ["domain": "vm0000"]) ?? 1000
                    let isComplete = page.value("libvirt_up") == 1 && age < 3
                    let missing = page.statistics(of: stuck).keys.allSatisfy { !$0.name.contains("block_stats_read") }
                    return isComplete && missing ? page : nil
                }
                let healthy = page.statistics(of: "vm0000")
                #expect(healthy.keys.contains { $0.name == "libvirt_domain_block_stats_read_bytes_total" })
                // what needs no monitor is still there, and what does is absent, not zero
                let rest = page.statistics(of: stuck)
                #expect(rest.keys.contains { $0.name == "libvirt_domain_info_cpu_time_seconds_total" })
                #expect(rest.count < healthy.count)
            }
        }

        /// The call of an agent that was killed still has the guest's job, and so libvirt passes the guest over for the next;
        /// a piece of ``LongWaitTests``.
        func anAgentThatStartsBesideAStuckGuestNamesIt() async throws {
            let lab = try Lab.shared
            let stuck = "vm0001"
            let options = ["--libvirt.uri", lab.uri, "--sample.deadline", "3s", "--sample.interval", "1s"]
            let text = try await lab.run("pid", stuck).trimmingCharacters(in: .whitespacesAndNewlines)
            let pid = try #require(Int32(text))
            func isNamed(by agent: Agent) async throws -> Bool {
                try await agent.page().value("libvirt_domain_stuck", ["domain": stuck]) == 1
            }
            let first = try await Agent(options)
            defer { first.kill() }
            _ = try await first.pageWhenUp()
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            _ = try await eventually("the first agent's word") { try await isNamed(by: first) ? true : nil }
            first.kill()
            let second = try await Agent(options)
            defer { second.kill() }
            _ = try await second.pageWhenUp()
            _ = try await eventually(within: .seconds(60), "the second agent's word") {
                try await isNamed(by: second) ? true : nil
            }
            let page = try await second.page()
            #expect(page.value("libvirt_domain_stuck", ["domain": "vm0000"]) == nil)
            kill(pid, SIGCONT)
            _ = try await eventually("the guest's own word") { try await isNamed(by: second) ? nil : true }
        }
    }
}
