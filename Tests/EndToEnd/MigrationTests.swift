import Exposition
import Foundation
import RealGuests
import Testing

/// A guest that moves between two hosts, each with an agent.
@Suite(
    "Migration", .lab(Lab.Guests(running: 2, busy: 1, paused: 0, inactive: 0, areOdd: false)),
    .enabled(if: Lab.isWanted), .timeLimit(.minutes(5)))
struct MigrationTests {
    /// One of the two hosts.
    private struct Host {
        let guest: String
        let lab: Lab
        let agent: Agent
        let virsh: VirshSession

        /// A page of a sample that began after this call did.
        func freshPage() async throws -> Exposition {
            try await Task.sleep(for: .milliseconds(1_050))
            return try await agent.page()
        }

        /// Moves the guest to another host while it runs.
        func migrate(to other: Host, _ options: String = "") async throws {
            let socket = "unix:///tmp/vp-migration-\(UInt32.random(in: 0 ... .max))"
            try await virsh.run([
                "migrate --live --unsafe \(options) \(guest) \(other.lab.uri.dropLast("-ro".count)) \(socket)"
            ])
            #expect(virsh.errors == [])
        }
    }

    private func withTwoHosts(moving guest: String, _ body: (Host, Host) async throws -> Void) async throws {
        let first = try Lab.shared
        let second = try await Lab.start(Lab.Guests(running: 1, busy: 0, paused: 0, inactive: 0, areOdd: false))
        let outcome: Result<Void, any Error>
        do {
            try await first.add(guest, "--nics", "2", "--vcpus", "2", "--dirtying")
            try second.copyDisks(of: first)
            try await Agent.with(["--libvirt.uri", first.uri]) { one in
                try await Agent.with(["--libvirt.uri", second.uri]) { other in
                    let hosts = [
                        Host(guest: guest, lab: first, agent: one, virsh: try VirshSession(first)),
                        Host(guest: guest, lab: second, agent: other, virsh: try VirshSession(second)),
                    ]
                    defer { for host in hosts { host.virsh.end() } }
                    for host in hosts { _ = try await host.agent.pageWhenUp() }
                    try await body(hosts[0], hosts[1])
                }
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await second.stop()
        try outcome.get()
    }

    /// Reads an agent's pages until the flag is raised; each must be well formed, and no counter of a run go back.
    private func judge(_ agent: Agent, until isDone: Flag) async throws -> Int {
        var judge = PageJudge()
        var pages = 0
        while !isDone.isRaised {
            let violations = judge.violations(of: try await agent.scrape().page)
            #expect(violations == [])
            pages += 1
        }
        return pages
    }

    @Test func aGuestIsOnTheHostThatItRunsOn() async throws {
        try await withTwoHosts(moving: "mover") { first, second in
            let series = try await first.freshPage().seriesOfDomains
            let whole = try #require(series[first.guest])
            let isDone = Flag()
            async let pagesOfFirst = judge(first.agent, until: isDone)
            async let pagesOfSecond = judge(second.agent, until: isDone)
            do {
                defer { isDone.raise() }
                // there, back, and to where it was before
                for round in 0..<3 {
                    let (from, to) = round % 2 == 0 ? (first, second) : (second, first)
                    try await from.migrate(to: to)
                    let (left, entered) = (try await from.freshPage(), try await to.freshPage())
                    #expect(left.seriesOfDomains[first.guest] == nil && left.states[first.guest] == nil)
                    #expect(left.value("libvirt_up") == 1 && entered.value("libvirt_up") == 1)
                    #expect(entered.states[first.guest] == "running")
                    let missing = whole.subtracting(entered.seriesOfDomains[first.guest] ?? [])
                    #expect(missing == [])
                    #expect(entered.value("libvirt_domain_stuck", domain: first.guest) != 1)
                }
            }
            let pages = try await (pagesOfFirst, pagesOfSecond)
            print("migrated 3 times: \(pages.0) and \(pages.1) pages of the two hosts between, none failed")
            let busy = try await first.freshPage()
            #expect(busy.seriesOfDomains["busy0000"] == series["busy0000"])
        }
    }

    @Test func bothHostsTellOfTheMigration() async throws {
        try await withTwoHosts(moving: "leaver") { first, second in
            // what outlives its run stays where it was, shut off
            let definition = try await first.lab.virsh("dumpxml", "--migratable", first.guest)
            try Data(definition.utf8).write(to: URL(fileURLWithPath: "\(first.lab.folder)/leaver.xml"))
            try await first.virsh.run(["define \(first.lab.folder)/leaver.xml"])
            #expect(first.virsh.errors == [])
            // so slow a link that there are samples meanwhile
            async let migration: Void = first.migrate(to: second, "--bandwidth 1")
            let underway = try await eventually("the job of the migration") { () -> Exposition? in
                let page = try await first.agent.page()
                let iterations = page.value("libvirt_domain_job_info_memory_iterations", domain: first.guest)
                // QEMU tells rates once it has measured a tenth of a second, after the first pass has begun
                let rate = page.value("libvirt_domain_job_info_memory_bytes_per_second", domain: first.guest)
                return iterations ?? 0 >= 1 && rate != nil ? page : nil
            }
            // newer QEMUs would go on for ever; older ones may be done
            _ = try? await first.lab.virsh("migrate-setspeed", first.guest, "1000")
            try await migration
            let job = underway.series("libvirt_domain_job_info").first { $0.labels["domain"] == first.guest }
            #expect(job?.labels["operation"] == "migration_out" && job?.labels["type"] == "unbounded")
            func figure(_ name: String) -> Double? {
                underway.value("libvirt_domain_job_info_\(name)", domain: first.guest)
            }
            let bandwidth = try #require(figure("memory_bytes_per_second"))
            #expect((1e5..<4e6).contains(bandwidth), "\(bandwidth)")
            #expect(figure("memory_dirty_pages_per_second") != nil)
            #expect(figure("memory_total_bytes") ?? 0 >= 8_388_608)
            #expect(figure("time_elapsed_seconds").map { (0.1..<60).contains($0) } == true)
            #expect(underway.states[first.guest] == "running")
            for (host, operation, state, event) in [
                (first, "migration_out", "shutoff", "stopped"), (second, "migration_in", "running", "started"),
            ] {
                let page = try await eventually("the job that ended on the host of \(operation)") { () -> Exposition? in
                    let page = try await host.agent.page()
                    let info = page.series("libvirt_domain_last_job_info").first { $0.labels["domain"] == first.guest }
                    return info?.labels["operation"] == operation ? page : nil
                }
                #expect(page.states[first.guest] == state)
                #expect(page.value("libvirt_domain_last_job_info_memory_total_bytes", domain: first.guest) ?? 0 > 0)
                let counted = page.value("libvirt_domain_events_total", ["domain": first.guest, "event": event])
                #expect(counted == 1, "\(event)")
                let reason = page.series("libvirt_domain_state_reason_info").first {
                    $0.labels["domain"] == first.guest
                }
                #expect(reason?.labels["reason"] == "migrated")
            }
        }
    }
}
