import Exposition
import Foundation
import RealGuests
import Testing

extension FaultTests {
    /// QEMU that does not answer its monitor, as when its storage is dead.
    @Suite("Stuck guests") struct StuckGuests {
        /// What libvirt knows without asking the monitor.
        private static let withoutMonitor = [
            "libvirt_domain_info_cpu_time_seconds_total", "libvirt_domain_info_virtual_cpus",
            "libvirt_domain_interface_stats_receive_bytes_total",
        ]
        private static let withMonitor = [
            "libvirt_domain_block_stats_read_bytes_total", "libvirt_domain_memory_stats_rss_bytes",
        ]

        @Test(arguments: [1, 6]) func theOthersStayCompleteAndFresh(count: Int) async throws {
            let lab = try Lab.shared
            let workers = try DaemonWorkers(daemon: try await lab.pid())
            let stuck = (0..<count).map { String(format: "vm%04d", 5 + 7 * $0) }
            var stopped: [pid_t] = []
            for guest in stuck { stopped.append(try await lab.pid(of: guest)) }
            try await FaultTests.watching(rounds: 3) { watch in
                let before = watch.holdings
                try await Task.sleep(for: .milliseconds(1_050))
                for pid in stopped { kill(pid, SIGSTOP) }
                defer { for pid in stopped { kill(pid, SIGCONT) } }

                // the round in flight; curl gives up when the scraper would
                let flight = try await watch.scrape(timeout: .seconds(3))
                #expect(watch.incomplete(on: flight.page, but: Set(stuck)).isEmpty)

                var seen = Observations()
                for _ in 0..<6 { try await observe(watch, workers, stuck, &seen) }
                let ratio = seen.rounds.median / watch.healthy.median
                print(
                    """
                    \(count) of 60 stuck: the scrape in flight took \(figure(flight.seconds)) s; rounds \
                    \(figure(seen.rounds.median * 1000)) ms, healthy \(figure(watch.healthy.median * 1000)) ms, ratio \
                    \(figure(ratio)); the others at most \(figure(seen.oldest)) s old; named on \(seen.named) of 6 pages; \
                    libvirtd's workers held \(seen.held); \(watch.holdings), before \(before)
                    """)
                #expect(ratio < 2, "\(seen.rounds) to \(watch.healthy)")
                #expect(seen.incomplete.isEmpty, "\(seen.incomplete)")
                // until a round has met the guest and passed its deadline it is not known to be stuck
                #expect(seen.named >= 3, "each of \(stuck) is named by libvirt_domain_stuck once that is known")
                #expect(seen.monitorless >= 3, "stuck guests have what needs no monitor, and nothing else")
                #expect(seen.oldest < (FaultTests.deadline * 2 + .seconds(2)) / .seconds(1))
                #expect(seen.held.allSatisfy { $0 <= count }, "a stuck guest holds one worker at most")
                #expect(seen.held.last == count, "\(seen.held)")
                #expect(watch.most.connections <= FaultTests.mostConnections)
                #expect(watch.most.threads <= FaultTests.mostConnections)

                for pid in stopped { kill(pid, SIGCONT) }
                let seconds = try await watch.untilComplete(within: FaultTests.interval * 2)
                print("\(count) of 60 continued: complete after \(figure(seconds)) s")
                _ = try await eventually("the log's lines of their return") {
                    watch.agent.log.split(separator: "answers its monitor again").count > count ? true : nil
                }
                try await watch.untilReturned(to: before)
                let held = try await workers.held()
                #expect(held == 0, "libvirtd has no worker left that waits for a guest")
            }
        }

        /// From libvirt 10 on, a stuck guest holds up whoever asks for its XML, as an agent that starts must.
        @Test func anAgentThatStartsMeanwhileReadsTheOthers() async throws {
            let lab = try Lab.shared
            let workers = try DaemonWorkers(daemon: try await lab.pid())
            let stuck = ["vm0020", "vm0030"]
            var stopped: [pid_t] = []
            for guest in stuck { stopped.append(try await lab.pid(of: guest)) }
            for pid in stopped { kill(pid, SIGSTOP) }
            defer { for pid in stopped { kill(pid, SIGCONT) } }
            try await Agent.with([
                "--libvirt.uri", lab.uri, "--sample.interval", "500ms", "--sample.deadline", "2s",
            ]) { agent in
                _ = try await eventually("the XML of the others") {
                    try await agent.page().series("libvirt_domain_info").count >= 59 ? true : nil
                }
                for _ in 0..<10 {
                    let page = try await agent.page()
                    #expect(page.value("libvirt_up") == 1)
                    #expect(stuck.allSatisfy { page.value("libvirt_domain_stuck", domain: $0) == 1 })
                    try await Task.sleep(for: .milliseconds(300))
                }
                // a call for statistics and one for the XML
                let held = try await workers.held()
                #expect(held <= stuck.count * 2, "\(held)")
                for pid in stopped { kill(pid, SIGCONT) }
                _ = try await eventually("everything") {
                    let page = try await agent.page()
                    let isComplete = page.value("virtpulse_collector_success", ["collector": "info"]) == 1
                    return isComplete && (page.value("libvirt_domain_stuck", domain: stuck[0]) ?? 0) == 0 ? true : nil
                }
            }
        }

        @Test(arguments: [("table", "vm0009", "\nvm0009 running, stuck "), ("json", "vm0017", "\"stuck\" : true")])
        func aSampleInTheTerminalNamesIt(format: String, guest: String, mark: String) async throws {
            let lab = try Lab.shared
            let pid = try await lab.pid(of: guest)
            let workers = try DaemonWorkers(daemon: try await lab.pid())
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            let output = try await Program.run(
                Program.virtpulse, ["sample", "--libvirt.uri", lab.uri, "--format", format, "--sample.deadline", "3s"])
            let text = output.out.split(separator: " ").joined(separator: " ")
            #expect(output.status == 0 && text.split(separator: mark).count == 2, "\(output.err)")
            kill(pid, SIGCONT)
            _ = try await eventually("an end of the call that was given up") {
                try await workers.held() == 0 ? true : nil
            }
        }

        /// As when the storage of many guests goes away: more of them than calls may be held.
        @Test func theHostAnswersThoughManyAreStuck() async throws {
            let lab = try Lab.shared
            let workers = try DaemonWorkers(daemon: try await lab.pid())
            let stuck = (0..<14).map { String(format: "vm%04d", 2 + 3 * $0) }
            var stopped: [pid_t] = []
            for guest in stuck { stopped.append(try await lab.pid(of: guest)) }
            try await FaultTests.watching(rounds: 3) { watch in
                let before = watch.holdings
                for pid in stopped { kill(pid, SIGSTOP) }
                defer { for pid in stopped { kill(pid, SIGCONT) } }
                // until the calls that may be held are
                for _ in 0..<3 { _ = try await watch.freshScrape() }
                var rounds: [Double] = []
                var held: [Int] = []
                for _ in 0..<4 {
                    let page = try await watch.freshScrape().page
                    #expect(page.value("libvirt_up") == 1)
                    #expect(page.states.count == watch.complete.count && page.value("libvirt_domains") == 61)
                    for (guest, state) in page.states where guest.hasPrefix("vm") {
                        #expect(state == "running", "\(guest)")
                        #expect(page.value("libvirt_domain_interface_stats_receive_bytes_total", domain: guest) != nil)
                    }
                    // what is not asked is no success
                    #expect(page.value("virtpulse_collector_success", ["collector": "block"]) == 0)
                    #expect(page.value("virtpulse_collector_success", ["collector": "state"]) == 1)
                    rounds.append(page.value("virtpulse_sample_duration_seconds") ?? .nan)
                    held.append(try await workers.held())
                }
                print(
                    """
                    14 of 60 stuck: rounds \(figure(rounds.median * 1000)) ms, healthy \
                    \(figure(watch.healthy.median * 1000)) ms; libvirtd's workers held \(held); \(watch.holdings), before \
                    \(before)
                    """)
                #expect(held.allSatisfy { $0 < 8 + 4 }, "\(held)")
                #expect(watch.most.connections <= FaultTests.mostConnections)
                #expect(watch.most.threads <= FaultTests.mostConnections)
                for pid in stopped { kill(pid, SIGCONT) }
                let seconds = try await watch.untilComplete(within: FaultTests.interval * 2)
                print("14 of 60 continued: complete after \(figure(seconds)) s")
                try await watch.untilReturned(to: before)
            }
        }

        private struct Observations {
            /// Seconds of rounds that came to their end.
            var rounds: [Double] = []
            var oldest = 0.0
            var incomplete: Set<String> = []
            /// Pages that name every stuck guest, and nobody else.
            var named = 0
            /// Pages on which every stuck guest has what needs no monitor, and only that.
            var monitorless = 0
            var held: [Int] = []
        }

        private func observe(
            _ watch: Watch, _ workers: DaemonWorkers, _ stuck: [String], _ seen: inout Observations
        ) async throws {
            let page = try await watch.freshScrape().page
            if page.value("libvirt_up") == 1 {
                seen.rounds.append(page.value("virtpulse_sample_duration_seconds") ?? .nan)
            }
            let ages = page.series("libvirt_domain_sample_age_seconds")
            for age in ages where !stuck.contains(age.labels["domain"] ?? "") {
                seen.oldest = max(seen.oldest, age.value)
            }
            seen.incomplete.formUnion(watch.incomplete(on: page, but: Set(stuck)))
            let named = page.series("libvirt_domain_stuck").filter { $0.value == 1 }.compactMap { $0.labels["domain"] }
            let haveAges = stuck.allSatisfy { page.value("libvirt_domain_sample_age_seconds", domain: $0) != nil }
            if Set(named) == Set(stuck), haveAges { seen.named += 1 }
            let states = page.states
            let isRight = stuck.allSatisfy { guest in
                states[guest] == "running" && Self.withoutMonitor.allSatisfy { page.value($0, domain: guest) != nil }
                    && Self.withMonitor.allSatisfy { page.value($0, domain: guest) == nil }
            }
            if isRight { seen.monitorless += 1 }
            seen.held.append(try await workers.held())
        }
    }
}
