import Foundation
import HTMLOutput
import History
import Snapshot
import Testing

/// What the page says, as HTML and as update.
@Suite("Status page")
struct StatusPageTests {
    private func html(
        _ snapshot: Snapshot, _ history: HostHistory = HostHistory(), warning: String? = nil, at seconds: Double = 20
    ) -> String {
        let page = StatusPage(uri: "qemu:///<system>", warning: warning, version: "1")
        let bytes = page.html(snapshot, history, now: MonotonicTime(sinceOrigin: .seconds(seconds)))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The cells of the only guest of a page, as texts; sparklines as their outlines.
    private func cells(_ html: String) throws -> [String] {
        let row = try #require(html.firstMatch(of: /<tbody>\n<tr[^>]*>(.*)<\/tr>\n<\/tbody>/)).1
        return row.matches(of: /<td[^>]*>(.*?)<\/td>/).map { cell in
            String(cell.1.firstMatch(of: /\sd="(.*?)"/)?.1 ?? cell.1)
        }
    }

    private func update(_ snapshot: Snapshot, _ history: HostHistory = HostHistory(), seen: UInt64? = nil) throws
        -> [String: Any]
    {
        let page = StatusPage(uri: "test:///default", warning: nil, version: "1")
        let bytes = page.update(snapshot, history, seen: seen, now: MonotonicTime(sinceOrigin: .seconds(20)))
        return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func aBusyGuestIsTold() throws {
        let (snapshot, history) = SyntheticHost.watched {
            [SyntheticHost.domain("web", SyntheticHost.counters(at: $0), at: $0)]
        }
        let page = html(snapshot, history)
        #expect(page.contains("<bdi>web</bdi></th>"))
        let cells = try cells(page)
        // one step of ten seconds is known, the last
        #expect(
            cells == [
                "running", "2", "150.0", "M59 20v-20h1V20z", "1.0 / 2.0 GiB", "2.0 KiB", "1.0 MiB", "M59 20v-20h1V20z",
                "100 B", "0 B", "M59 20v-1h1V20z",
            ])
        #expect(page.contains("title=\"peak 150.0 %\"") && page.contains("title=\"peak 1.0 MiB/s\""))
    }

    @Test func whatIsAbsentIsNoZero() throws {
        let (snapshot, history) = SyntheticHost.watched { [SyntheticHost.domain("web", at: $0)] }
        let cells = try cells(html(snapshot, history))
        #expect(cells == ["running", "–", "–", "", "–", "–", "–", "", "–", "–", ""])
        let guests = try #require(try update(snapshot, history)["guests"] as? [[String: Any]])
        let keys = try #require(guests[0]["keys"] as? [Any])
        #expect(keys.count == 10 && keys.allSatisfy { $0 is NSNull })
        #expect((guests[0]["peaks"] as? [Any])?.count == 3)
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'quo\"te'", "a&amp;b", "</template>", "plain",
        "<tag>&amp;", "ünïcödé 日本 🙂",
    ])
    func hostileTextsAreEscaped(text: String) throws {
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
        let state = NamedState(number: 3, name: "paused", reason: text)
        let snapshot = SyntheticHost.snapshot(
            [SyntheticHost.domain(text, state: state)], isUp: false, problems: [StatsFailure(.failed, text)])
        let page = html(snapshot, warning: text)
        #expect(page.contains("<bdi>\(escaped)</bdi>"))
        #expect(page.contains("paused (\(escaped))") && page.contains("<li>\(escaped)</li>"))
        #expect(page.contains("Mind: \(escaped)."))
        #expect(page.contains("qemu:///&lt;system&gt;") && !page.contains("<system>"))
        if escaped != text, text.contains("<") { #expect(!page.contains("<bdi>\(text)")) }
        let guests = try #require(try update(snapshot)["guests"] as? [[String: Any]])
        #expect(guests[0]["name"] as? String == text)
    }

    @Test func stuckAndStaleGuestsAreMarked() throws {
        let snapshot = SyntheticHost.snapshot(
            [
                SyntheticHost.domain("fresh", number: 1, at: 100.5),
                SyntheticHost.domain("stale", number: 2, at: 58),
                SyntheticHost.domain("stuck", number: 3, at: 100.5, isStuck: true),
            ], at: 100)
        let page = html(snapshot, at: 103)
        let rows = page.matches(of: /<tr data-id="[^"]+".*/).map { String($0.0) }
        #expect(!rows[0].contains("mark"))
        #expect(rows[1].contains(">45 s old</span>") && !rows[1].contains("stuck</span>"))
        #expect(rows[2].contains(">stuck</span>") && !rows[2].contains("old</span>"))
    }

    @Test func theHostIsTold() {
        let host = HostSample(
            uri: "qemu:///system", hostname: "node1", cpuModel: "x86_64", driver: "QEMU", hypervisorVersion: "7.2.22",
            daemonVersion: "9.0.0", libraryVersion: "9.0.0", values: ValueSet())
        let page = html(SyntheticHost.snapshot([], host: host))
        #expect(page.contains("<title>node1 – Virtpulse</title>"))
        #expect(page.contains("<dt>QEMU</dt><dd>7.2.22</dd>") && page.contains("<dt>libvirt</dt><dd>9.0.0</dd>"))
        #expect(page.contains("<dt>memory</dt><dd>–</dd>"))
        #expect(page.contains(">up</span>") && page.contains("id=\"age\">10 s ago<"))
        #expect(page.contains("No guests to show."))
    }

    @Test func aHostThatIsDownSaysWhy() throws {
        let problems = (1...5).map { StatsFailure(.unreachable, "problem \($0)") }
        let page = html(SyntheticHost.snapshot([], isUp: false, problems: problems))
        #expect(page.contains("class=\"bad\" role=\"status\">down</span>"))
        #expect(page.contains("<li>problem 3</li><li>and 2 more") && !page.contains("problem 4"))
        // nobody says why
        #expect(html(SyntheticHost.snapshot([], isUp: false)).contains("<li>libvirt does not answer"))
    }

    @Test func whatWasSeenIsNotSentAgain() throws {
        let snapshot = SyntheticHost.snapshot([SyntheticHost.domain("web")], generation: 7)
        let known = try update(snapshot, seen: 7)
        #expect(known["guests"] == nil && known["generation"] as? Int == 7 && known["age"] as? Double == 10)
        #expect(try update(snapshot, seen: 6)["guests"] != nil)
        #expect(try update(snapshot)["guests"] != nil)
    }

    @Test func fiveHundredBusyGuestsAreNotTooMuch() throws {
        let names = (0..<500).map { "instance-\($0)-of-a-long-name" }
        var history = HostHistory()
        var snapshot = SyntheticHost.snapshot([])
        for step in 1...61 {
            let seconds = Double(step) * 10
            // of changing speed, so that no two bars are alike
            let counters = SyntheticHost.counters(at: seconds, factor: Double(step % 2 == 0 ? step : step * 2))
            snapshot = SyntheticHost.snapshot(
                names.indices.map {
                    SyntheticHost.domain(names[$0], counters, number: UInt64($0), at: seconds)
                }, at: seconds)
            history.note(snapshot)
        }
        let page = StatusPage(uri: "qemu:///system", warning: nil, version: "1")
        let now = MonotonicTime(sinceOrigin: .seconds(611))
        #expect(page.html(snapshot, history, now: now).count < 1_000_000)
        #expect(page.update(snapshot, history, seen: nil, now: now).count < 350_000)
        #expect(page.update(snapshot, history, seen: snapshot.generation, now: now).count < 100)
    }
}
