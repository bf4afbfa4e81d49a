import Exposition
import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// Guests that come, change and go while the agent runs.
    @Suite("Inventory", .timeLimit(.minutes(3))) struct InventoryTests {
        /// The page of a sample that began after this moment.
        private func nextPage(of agent: Agent) async throws -> Exposition {
            func count(_ page: Exposition) -> Double { page.value("virtpulse_samples_total") ?? 0 }
            let before = count(try await agent.page())
            // one sample may have begun before
            let page = try await eventually("another sample") { () -> Exposition? in
                let page = try await agent.page()
                return count(page) >= before + 2 ? page : nil
            }
            #expect(page.value("libvirt_up") == 1)
            return page
        }

        private func state(of domain: String, on page: Exposition) -> [String] {
            page.series("libvirt_domain_state").filter { $0.labels["domain"] == domain && $0.value == 1 }
                .compactMap { $0.labels["state"] }
        }

        @Test func theNextSampleKnowsWhatChanged() async throws {
            let lab = try Lab.shared
            let guest = "comes and goes"
            try await Agent.with(["--libvirt.uri", lab.uri, "--sample.interval", "200ms"]) { agent in
                let start = try await agent.pageWhenUp()
                var launch = 0.0
                #expect(state(of: guest, on: start).isEmpty)
                let steps: [(verb: String, expected: [String])] = [
                    ("start", ["running"]), ("suspend", ["paused"]), ("resume", ["running"]), ("destroy", ["shutoff"]),
                    ("start", ["running"]),
                ]
                try await lab.add(guest, "--inactive")
                #expect(state(of: guest, on: try await nextPage(of: agent)) == ["shutoff"])
                for (verb, expected) in steps {
                    if verb == "start" { launch = Date().timeIntervalSince1970 }
                    try await lab.virsh(verb, guest)
                    let page = try await nextPage(of: agent)
                    #expect(state(of: guest, on: page) == expected, "\(verb)")
                    #expect(page.value("libvirt_domains") == (start.value("libvirt_domains") ?? 0) + 1, "\(verb)")
                }
                let told = try await agent.page()
                // a start ends with a resume
                let events = ["defined": 1, "started": 2, "suspended": 1, "resumed": 3, "stopped": 1]
                for (event, count) in events {
                    let labels = ["domain": guest, "event": event]
                    #expect(told.value("libvirt_domain_events_total", labels) == Double(count), "\(event)")
                }
                let startedAt = try #require(told.value("libvirt_domain_start_time_seconds", ["domain": guest]))
                #expect(startedAt > launch && startedAt < Date().timeIntervalSince1970 + 1)
                #expect(told.value("libvirt_domain_state_change_time_seconds", ["domain": guest]) ?? 0 >= startedAt)
                #expect(told.value("libvirt_domain_id", ["domain": guest]) ?? 0 > 0)
                // transient now, and gone when it stops
                try await lab.virsh("undefine", guest)
                #expect(try await nextPage(of: agent).value("libvirt_domain_persistent", ["domain": guest]) == 0)
                try await lab.virsh("destroy", guest)
                let last = try await nextPage(of: agent)
                #expect(last.value("libvirt_domains") == start.value("libvirt_domains"))
                #expect(!last.samples.contains { $0.labels["domain"] == guest })
            }
        }

        /// A guest has run since its process began, whoever was there to see it.
        @Test func whatStartedBeforeTheAgent() async throws {
            let lab = try Lab.shared
            let guest = "vm0000"
            func told() async throws -> Double {
                try await Agent.with(["--libvirt.uri", lab.uri]) { agent in
                    let page = try await agent.pageWhenUp()
                    #expect(page.value("libvirt_domain_start_time_seconds", ["domain": "off0000"]) == nil)
                    return try #require(page.value("libvirt_domain_start_time_seconds", ["domain": guest]))
                }
            }
            let startedAt = try await told()
            #expect(try await told() == startedAt, "another agent says the same")
            let text = try String(contentsOfFile: "/proc/\(try await lab.pid(of: guest))/stat", encoding: .utf8)
            // the fields behind the name of the program in parentheses; of all, the 22nd is the start
            let fields = try #require(text.split(separator: ")").last).split(separator: " ")
            let ticks = try #require(Double(fields[19]))
            var now = timespec()
            clock_gettime(CLOCK_BOOTTIME, &now)
            let age = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
            // QEMU has begun before libvirt writes the file
            #expect(abs(Date().timeIntervalSince1970 - age - startedAt) < 5)
        }
    }
}
