import Exposition
import Foundation
import RealGuests
import Testing

extension FaultTests {
    /// Guests that come and go, by order or by death, while others are read.
    @Suite("Guests that come and go") struct GuestsThatGo {
        private static let churned = ["vm0001", "vm0012", "vm0023", "vm0034"]

        /// What happens to a guest between its start and the next: it also becomes persistent, and transient again.
        private func life(of guest: String, _ lab: Lab) -> [String] {
            let definition = lab.definition(of: guest)
            return [
                "suspend \(guest)", "resume \(guest)", "define \(definition)", "suspend \(guest)", "undefine \(guest)",
                "resume \(guest)", "destroy \(guest)", "create \(definition)",
            ]
        }

        @Test func changesInFlightSpoilNoPage() async throws {
            let lab = try Lab.shared
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            try await FaultTests.watching { watch in
                var operations = 0
                var pages = 0
                var seconds = 0.0
                // after each burst the lab stands still, so that the page can be held to it
                for burst in 0..<3 {
                    let commands = Self.churned.flatMap { life(of: $0, lab) }
                    // the last burst leaves some guests away
                    let tail = burst == 2 ? Self.churned.prefix(2).map { "destroy \($0)" } : []
                    let from = ContinuousClock.now
                    let isDone = Flag()
                    async let done: Void = run(commands + tail, virsh, isDone)
                    pages += try await scrapes(watch, until: isDone)
                    try await done
                    seconds += (ContinuousClock.now - from) / .seconds(1)
                    operations += commands.count + tail.count

                    // the next round knows all
                    let page = try await watch.freshScrape().page
                    let virshSays = try await virsh.guests()
                    #expect(page.states == virshSays)
                    #expect(watch.incomplete(on: page, but: Set(Self.churned)).isEmpty)
                }
                print(
                    """
                    churn: \(operations) operations in \(figure(seconds)) s, \(figure(Double(operations) / seconds * 60, 0)) a minute, \
                    \(pages) pages between them, none failed
                    """)
                #expect(virsh.errors == [])
                #expect(Double(operations) / seconds * 60 >= 200)
                try await virsh.run(Self.churned.prefix(2).map { "create \(lab.definition(of: $0))" })
                _ = try await watch.untilComplete(within: FaultTests.interval * 2)
            }
        }

        private func run(_ commands: [String], _ virsh: VirshSession, _ isDone: Flag) async throws {
            defer { isDone.raise() }
            try await virsh.run(commands)
        }

        /// Scrapes as fast as pages come; each must be good, and no other guest's counters may go back.
        private func scrapes(_ watch: Watch, until isDone: Flag) async throws -> Int {
            var pages = 0
            while !isDone.isRaised {
                let page = try await watch.scrape().page
                #expect(watch.incomplete(on: page, but: Set(Self.churned)).isEmpty)
                pages += 1
            }
            return pages
        }

        @Test func aKilledGuestIsMissedAlone() async throws {
            let lab = try Lab.shared
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            let victims = ["vm0003", "vm0018", "vm0040"]
            try await FaultTests.watching { watch in
                var gone: [Double] = []
                let calls = try await watch.scrape().page.calls
                for guest in victims {
                    let pid = try await lab.pid(of: guest)
                    try await Task.sleep(for: .milliseconds(1_050))
                    let from = ContinuousClock.now
                    let agent = watch.agent
                    // the round that this begins takes some tens of milliseconds
                    async let flight = agent.scrape()
                    try await Task.sleep(for: .milliseconds(15))
                    kill(pid, SIGKILL)
                    let page = try await flight.page
                    #expect(watch.incomplete(on: page, but: Set(victims)).isEmpty)
                    let seconds = try await eventually("the end of \(guest) on the page") { () -> Double? in
                        let page = try await watch.scrape().page
                        #expect(watch.incomplete(on: page, but: Set(victims)).isEmpty)
                        guard page.seriesOfDomains[guest] == nil else { return nil }
                        return (ContinuousClock.now - from) / .seconds(1)
                    }
                    gone.append(seconds)
                }
                let more = try await watch.scrape().page
                print(
                    """
                    killed mid-round: gone from the page after \(gone.map { figure($0) }) s; \
                    \(figure(more.calls - calls, 0)) calls to libvirt since the first
                    """)
                #expect(more.value("libvirt_up") == 1)
                try await virsh.run(victims.map { "create \(lab.definition(of: $0))" })
                #expect(virsh.errors == [])
                _ = try await watch.untilComplete(within: FaultTests.interval * 2)
            }
        }
    }
}

extension Exposition {
    /// Calls to libvirt so far.
    var calls: Double { series("virtpulse_libvirt_call_duration_seconds_count").map(\.value).reduce(0, +) }
}
