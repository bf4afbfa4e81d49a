import Exposition
import Foundation
import RealGuests
import Testing

extension FaultTests {
    /// A libvirtd that is gone, or does not answer.
    @Suite("Faults of libvirtd") struct Daemon {
        @Test func aKilledDaemonIsToldAtOnceAndFoundAgain() async throws {
            let lab = try Lab.shared
            try await FaultTests.watching { watch in
                let before = watch.holdings
                try lab.killDaemon(try await lab.pid(), staysDown: true)
                var slowest = 0.0
                do {
                    let down = try await untilDown(watch, &slowest)
                    for _ in 0..<20 { slowest = max(slowest, try await watch.scrape().seconds) }
                    try await lab.run("start")
                    let back = try await watch.untilComplete(within: .seconds(9))
                    print(
                        """
                        libvirtd killed: libvirt_up 0 after \(figure(down)) s; pages in at most \
                        \(figure(slowest * 1000)) ms while it was away; complete \(figure(back)) s after its return
                        """)
                    #expect(slowest < 1)
                    // half of it for a machine that has other work
                    #expect(down < 2)
                    #expect(back < 5)
                } catch {
                    try await lab.run("start")
                    throw error
                }
                try await changesAreSeen(lab, watch)
                try await watch.untilReturned(to: before)
            }
        }

        @Test func aFrozenDaemonFreezesNoPage() async throws {
            let lab = try Lab.shared
            try await FaultTests.watching { watch in
                let before = watch.holdings
                let pid = try await lab.pid()
                kill(pid, SIGSTOP)
                defer { kill(pid, SIGCONT) }
                var slowest = 0.0
                let down = try await untilDown(watch, &slowest)
                var ages: [Double] = []
                for _ in 0..<3 {
                    let (page, seconds) = try await watch.freshScrape()
                    slowest = max(slowest, seconds)
                    #expect(watch.incomplete(on: page).isEmpty, "within their age the last values stay")
                    ages.append(page.value("libvirt_domain_sample_age_seconds", domain: "vm0000") ?? .nan)
                }
                #expect(ages == ages.sorted() && ages.allSatisfy { $0 > 1 }, "\(ages)")
                kill(pid, SIGCONT)
                let back = try await watch.untilComplete(within: FaultTests.interval * 2)
                print(
                    """
                    libvirtd frozen: libvirt_up 0 after \(figure(down)) s, pages in at most \(figure(slowest)) s; \
                    complete \(figure(back)) s after it went on; most \(watch.holdings), before \(before)
                    """)
                #expect(watch.most.connections <= FaultTests.mostConnections)
                #expect(watch.most.threads <= FaultTests.mostConnections)
                try await watch.untilReturned(to: before)
                try await changesAreSeen(lab, watch)
            }
        }

        @Test func aFrozenDaemonMayBeKilled() async throws {
            let lab = try Lab.shared
            try await FaultTests.watching { watch in
                let before = watch.holdings
                let pid = try await lab.pid()
                kill(pid, SIGSTOP)
                var slowest = 0.0
                _ = try await untilDown(watch, &slowest)
                // it is started again at once
                try lab.killDaemon(pid, staysDown: false)
                try await lab.run("start")
                let back = try await watch.untilComplete(within: .seconds(9))
                print("libvirtd frozen, then killed: complete \(figure(back)) s after the return of another")
                try await watch.untilReturned(to: before)
                try await changesAreSeen(lab, watch)
            }
        }

        @Test func aSlowDaemonIsNotAskedMore() async throws {
            let lab = try Lab.shared
            try await FaultTests.watching { watch in
                let before = watch.holdings
                let pid = try await lab.pid()
                let isDone = Flag()
                async let slowness: Void = slow(pid, until: isDone)
                let agent = watch.agent
                var pages = 0
                var slowest = 0.0
                let end = ContinuousClock.now + .seconds(6)
                while ContinuousClock.now < end {
                    async let other = agent.scrape()
                    async let third = agent.scrape()
                    let mine = try await watch.scrape()
                    slowest = max(slowest, mine.seconds, try await other.seconds, try await third.seconds)
                    pages += 3
                }
                isDone.raise()
                try await slowness
                let back = try await watch.untilComplete(within: FaultTests.interval * 2)
                print(
                    """
                    libvirtd slowed twentyfold: \(pages) pages in at most \(figure(slowest)) s, most \(watch.holdings), before \
                    \(before); complete \(figure(back)) s later
                    """)
                #expect(watch.most.connections <= FaultTests.mostConnections)
                #expect(watch.most.threads <= FaultTests.mostConnections)
                try await watch.untilReturned(to: before)
            }
        }

        /// Lets a process run for one twentieth of the time.
        private func slow(_ pid: pid_t, until isDone: Flag) async throws {
            defer { kill(pid, SIGCONT) }
            while !isDone.isRaised {
                kill(pid, SIGSTOP)
                try await Task.sleep(for: .milliseconds(95))
                kill(pid, SIGCONT)
                try await Task.sleep(for: .milliseconds(5))
            }
        }

        private func untilDown(_ watch: Watch, _ slowest: inout Double) async throws -> Double {
            let from = ContinuousClock.now
            var most = slowest
            defer { slowest = most }
            return try await eventually(within: FaultTests.deadline * 3, "libvirt_up 0") {
                let (page, seconds) = try await watch.scrape()
                most = max(most, seconds)
                return page.value("libvirt_up") == 0 ? (ContinuousClock.now - from) / .seconds(1) : nil
            }
        }

        /// Inventory and events work: a guest's state is right in the next round, and its new title soon.
        private func changesAreSeen(_ lab: Lab, _ watch: Watch) async throws {
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            let guest = "vm0002"
            let title = "title-\(UInt32.random(in: 0 ... .max))"
            try await virsh.run(["suspend \(guest)"])
            let paused = try await watch.freshScrape().page
            #expect(paused.states[guest] == "paused")
            try await virsh.run(["resume \(guest)", "desc \(guest) --live --title \(title)"])
            // without the event it would take ten minutes
            try await eventually(within: FaultTests.interval * 2, "the new title") {
                let page = try await watch.scrape().page
                return page.series("libvirt_domain_info").contains { $0.labels["title"] == title } ? () : nil
            }
        }
    }
}
