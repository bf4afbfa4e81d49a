import Foundation
import RealGuests
import Testing

/// The page for people, in a real browser.
@Suite(
    "Status page in a browser", .serialized, .timeLimit(.minutes(3)),
    .enabled(if: Lab.isWanted, "VIRTPULSE_LAB=0 leaves out tests that need more programs"))
struct StatusPageTests {
    /// Runs `body` with a page of the test driver that has these guests.
    static func showing(
        _ names: [String], _ body: (Browser, Agent) async throws -> Void
    ) async throws {
        let domains = names.map { name in
            let escaped = name.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            return """
                <domain type='test'><name>\(escaped)</name><memory>8192</memory><vcpu>1</vcpu><os><type>hvm</type></os>
                </domain>
                """
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-\(UInt32.random(in: 0 ... .max)).xml")
        try Data("<node>\(domains.joined())</node>".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await Agent.with(["--libvirt.uri", "test://\(file.path)", "--sample.interval", "1s"]) { agent in
            _ = try await agent.pageWhenUp()
            try await Browser.with { browser in try await body(browser, agent) }
        }
    }

    /// The names of the guests that are shown, in order.
    static func names(_ browser: Browser) async throws -> [String] {
        try await browser.value("[...document.querySelectorAll('tbody tr:not([hidden]) bdi')].map(e => e.textContent)")
    }

    /// Clicks what sorts by a column.
    static func sort(by label: String, _ browser: Browser) async throws {
        try await browser.click("th[data-label='\(label)'] button")
    }

    @Test func fiveHundredGuestsAreSortedAndFiltered() async throws {
        let names = (1...500).map { "guest\($0)" }
        try await Self.showing(names.shuffled()) { browser, agent in
            try await browser.open("http://\(agent.address)/")
            // by number, not by digit; the first page may be of a round that was not through with all of them
            try await browser.wait(
                for: "(e => e.length === 500 && e[1].textContent === 'guest2')(document.querySelectorAll('tbody bdi'))")
            #expect(try await Self.names(browser) == names)
            try await Self.sort(by: "Guest", browser)
            #expect(try await Self.names(browser) == names.reversed())
            #expect(try await browser.value("document.querySelector('th[data-column=\"0\"]').ariaSort") == "descending")

            try await browser.type("T49", into: "#filter")
            #expect(
                try await Self.names(browser) == (490...499).reversed().map { "guest\($0)" } + ["guest49"])
            #expect(try await browser.value("document.getElementById('count').textContent") == "11 of 500 guests")
            try await browser.type("x", into: "#filter")
            #expect(try await Self.names(browser).isEmpty)

            // all it took came from the agent, and nothing was refused or failed
            let requests = try await browser.requests().filter { $0.contains("://") }
            #expect(requests.contains("http://\(agent.address)/page.js"))
            #expect(requests.allSatisfy { $0.hasPrefix("http://\(agent.address)/") }, "\(requests)")
            #expect(try await browser.console() == [])
        }
    }

    @Test func hostileNamesAreTexts() async throws {
        // libvirt allows no slash
        let hostile = Lab.hostileNames + ["<script>alert(1)<!--", "<img src=x onerror=alert(1)>", "&lt;b>"]
        try await Self.showing(hostile) { browser, agent in
            try await browser.open("http://\(agent.address)/")
            // as the agent wrote them, and again as the script did
            #expect(Set(try await Self.names(browser)) == Set(hostile))
            let update = "performance.getEntriesByType('resource').some(e => e.name.includes('/live?seen='))"
            try await browser.wait(for: update)
            #expect(Set(try await Self.names(browser)) == Set(hostile))
            #expect(
                try await browser.value("document.querySelectorAll('tbody img, tbody script, tbody b').length") == 0)
            #expect(try await browser.console() == [])
        }
    }

    @Test func theScriptWritesWhatTheAgentWrites() async throws {
        // samples come from scrapes alone, so that the two that are compared are of the same
        try await Agent.with(["--libvirt.uri", "test:///default", "--sample.interval", "1h"]) { agent in
            _ = try await agent.pageWhenUp()
            try await Browser.with { browser in
                try await browser.open("http://\(agent.address)/")
                try await browser.wait(for: "!document.getElementById('tools').hidden")
                #expect(try await browser.value("document.querySelector('tbody td.line path').getAttribute('d')") == "")
                try await Task.sleep(for: .seconds(1.1))
                _ = try await agent.page()
                try await browser.wait(for: "document.querySelector('tbody td.line path').getAttribute('d')")
                let isSame: Bool = try await browser.value(
                    """
                    fetch('/').then(a => a.text()).then(text => {
                      const cell = c => [c.className, c.title, c.textContent, c.querySelector('path')?.getAttribute('d')];
                      const cells = page => [...page.querySelectorAll('tbody th, tbody td')].map(cell);
                      const written = cells(new DOMParser().parseFromString(text, 'text/html'));
                      return written.length > 0 && JSON.stringify(written) === JSON.stringify(cells(document));
                    })
                    """)
                #expect(isSame)
            }
        }
    }

    @Test func theFirstContentNeedsNoScript() async throws {
        try await Self.showing(["one", "two"]) { browser, agent in
            try await browser.command("Emulation.setScriptExecutionDisabled", ["value": true])
            try await browser.open("http://\(agent.address)/")
            let text = try await browser.text(of: "body")
            #expect(text.contains("one") && text.contains("two") && text.contains("running"))
            #expect(!text.contains("Filter"))
        }
    }

    @Test(arguments: [320, 390, 800, 1400]) func itFitsTheScreen(width: Int) async throws {
        try await Self.showing(Lab.hostileNames) { browser, agent in
            try await browser.command(
                "Emulation.setDeviceMetricsOverride",
                ["width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 500])
            try await browser.open("http://\(agent.address)/")
            #expect(try await browser.value("document.documentElement.scrollWidth <= \(width)") == true)
            // what is narrow enough for blocks does not scroll sideways either
            let isCut: Bool = try await browser.value(
                "innerWidth < 700 && document.querySelector('.scroll').scrollWidth > innerWidth")
            #expect(!isCut)
        }
    }

    @Test(arguments: ["/", "/live", "/page.css", "/page.js", "/icon.svg"]) func nothingElseIsAllowed(path: String)
        async throws
    {
        try await Agent.with(["--libvirt.uri", "test:///default"]) { agent in
            let head = try await Program.output(
                of: "curl", ["--silent", "--fail", "--head", "http://\(agent.address)\(path)"])
            let fields = head.split(whereSeparator: \.isNewline)
            let policy = try #require(head.firstMatch(of: /Content-Security-Policy: (.*)/)).1
            let directives = policy.split(separator: "; ")
            for directive in [
                "default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'",
            ] {
                #expect(directives.contains { $0 == directive }, "\(policy)")
            }
            #expect(!policy.contains("unsafe") && !policy.contains("*") && !policy.contains("http"))
            #expect(fields.contains("X-Content-Type-Options: nosniff"))
            #expect(fields.contains("Referrer-Policy: no-referrer"))
        }
    }

    @Test func lookingAsksLibvirtNothing() async throws {
        try await Agent.with(["--libvirt.uri", "test:///default", "--sample.interval", "1h"]) { agent in
            let first = try await eventually("the first sample") {
                let update = try await agent.get("/live")
                return update.contains("\"generation\":1") ? update : nil
            }
            #expect(first.contains("\"name\":\"test\""))
            // older than what a scrape takes
            try await Task.sleep(for: .seconds(1.2))
            for path in ["/", "/live", "/live?seen=1", "/live?seen=none"] { _ = try await agent.get(path) }
            try await Task.sleep(for: .milliseconds(300))
            #expect(try await agent.get("/live").contains("\"generation\":1"))
        }
    }

    @Test func anAgentThatIsGoneIsSeen() async throws {
        try await Self.showing(["one"]) { browser, agent in
            try await browser.open("http://\(agent.address)/")
            try await browser.wait(for: "document.getElementById('lost').hidden")
            agent.kill()
            try await browser.wait(for: "!document.getElementById('lost').hidden")
            let text: String = try await browser.value("document.getElementById('lost').innerText")
            #expect(text.contains("does not answer"))
            #expect(try await Self.names(browser) == ["one"])
        }
    }
}
