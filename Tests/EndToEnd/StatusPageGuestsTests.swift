import Foundation
import RealGuests
import Testing

/// The page for people while real guests change.
@Suite(
    "Status page of real guests", .serialized, .timeLimit(.minutes(3)),
    .lab(Lab.Guests(running: 2, busy: 1, paused: 1, inactive: 1, areOdd: false)),
    .enabled(if: Lab.isWanted, "VIRTPULSE_LAB=0 leaves out tests with real guests"))
struct StatusPageGuestsTests {
    /// What a cell of a guest says, or does not.
    private func cell(_ guest: String, _ column: Int) -> String {
        "[...document.querySelectorAll('tbody tr')].find(r => r.cells[0].innerText.startsWith('\(guest)'))"
            + "?.cells[\(column)].innerText"
    }

    @Test func changesShowInPlace() async throws {
        let lab = try Lab.shared
        try await Agent.with(["--libvirt.uri", lab.uri, "--sample.interval", "1s"]) { agent in
            _ = try await agent.pageWhenUp()
            try await Browser.with { browser in
                try await browser.open("http://\(agent.address)/")
                let _: NSNull = try await browser.value("(window.isSamePage = true, null)")

                // the busy guest comes first once there are rates
                try await StatusPageTests.sort(by: "CPU %, 100 is one CPU", browser)
                try await browser.wait(for: "document.querySelector('tbody bdi').textContent === 'busy0000'")
                try await browser.wait(for: "parseFloat(\(cell("busy0000", 3))) > 0")
                // what is shut off has no rate, and comes last
                #expect(try await StatusPageTests.names(browser).last == "off0000")
                #expect(try await browser.value(cell("off0000", 3)) == "–")
                try await browser.wait(for: "document.querySelector('tbody path').getAttribute('d').length > 0")

                // a guest changes its state, and one comes that is up to no good
                try await lab.virsh("suspend", "vm0000")
                try await browser.wait(for: "\(cell("vm0000", 1)) === 'paused'")
                try await lab.add("<script>alert(1)")
                try await browser.wait(for: "\(cell("<script>alert(1)", 1)) === 'running'")

                // the filter stays while guests come and go
                try await browser.type("paused", into: "#filter")
                #expect(Set(try await StatusPageTests.names(browser)) == ["paused0000", "vm0000"])
                try await lab.virsh("suspend", "vm0001")
                try await browser.wait(for: "document.querySelectorAll('tbody tr:not([hidden])').length === 3")
                try await lab.virsh("destroy", "vm0001")
                try await browser.wait(for: "document.querySelectorAll('tbody tr:not([hidden])').length === 2")
                #expect(
                    try await browser.value("document.querySelector('th[aria-sort]').innerText.trim().endsWith('%')")
                        == true)

                #expect(try await browser.value("window.isSamePage") == true)
                #expect(try await browser.console() == [])
            }
        }
    }

    @Test func aStuckGuestAndAHostThatIsDownAreSeen() async throws {
        let lab = try Lab.shared
        let options = ["--sample.interval", "1s", "--sample.deadline", "2s"]
        try await Agent.with(["--libvirt.uri", lab.uri] + options) { agent in
            _ = try await agent.pageWhenUp()
            try await Browser.with { browser in
                try await browser.open("http://\(agent.address)/")
                let busy = try await lab.pid(of: "busy0000")
                kill(busy, SIGSTOP)
                defer { kill(busy, SIGCONT) }
                try await browser.wait(for: "\(cell("busy0000", 0))?.includes('stuck')")
                kill(busy, SIGCONT)
                try await browser.wait(for: "!\(cell("busy0000", 0))?.includes('stuck')")

                try await lab.run("stop")
                try await browser.wait(for: "document.getElementById('status').textContent === 'down'")
                try await browser.wait(for: "\(cell("busy0000", 0))?.includes('old')")
                #expect(try await browser.value("document.getElementById('problems').innerText.length > 0") == true)
                try await lab.run("start")
                try await browser.wait(for: "document.getElementById('status').textContent === 'up'")
                #expect(try await browser.value("document.getElementById('problems').hidden") == true)
            }
        }
    }
}
