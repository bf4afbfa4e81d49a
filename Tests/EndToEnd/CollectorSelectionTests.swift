import Catalogue
import HTTPServer
import Testing

@testable import virtpulse

/// What a query asks for.
@Suite("Collector selection") struct CollectorSelectionTests {
    private static let enabled: Set<Collector> = [.state, .block, .cpuTotal]

    @Test(arguments: [
        ("", CollectorSelection.all), ("?", .all), ("?collect=state", .all), ("?name[]=x", .all),
        ("?collect[]=state", .only([.state])), ("?collect%5B%5D=cpu-total", .only([.cpuTotal])),
        ("?collect[]=state&collect[]=block&collect[]=state", .only([.state, .block])),
        ("?exclude[]=state", .only([.block, .cpuTotal])), ("?exclude[]=state&exclude[]=block", .only([.cpuTotal])),
        ("?exclude[]=state&exclude[]=block&exclude[]=cpu-total", .only([])),
    ])
    func isWhatWasAskedFor(query: String, expected: CollectorSelection) throws {
        #expect(try CollectorSelection(HTTPRequest(target: "/metrics" + query), enabled: Self.enabled) == expected)
    }

    @Test(arguments: [
        ("collect[]=nothing", "no collector 'nothing'"), ("collect[]=", "no collector ''"),
        ("exclude[]=nothing", "no collector 'nothing'"), ("collect[]=state&collect[]=x", "'x'"),
        ("collect[]=State", "'State'"), ("collect[]=vcpu", "'vcpu' is switched off"),
        ("exclude[]=vcpu", "'vcpu' is switched off"), ("collect[]=state&exclude[]=block", "do not go together"),
        ("collect[]=a%0Ab%1b", "'a\\u{a}b\\u{1b}'"),
    ])
    func mistakesAreNamed(query: String, named: String) {
        let mistake = #expect(throws: CollectorSelection.Mistake.self) {
            try CollectorSelection(HTTPRequest(target: "/metrics?" + query), enabled: Self.enabled)
        }
        let text = mistake?.description ?? ""
        #expect(text.contains(named) && text.hasSuffix("collectors that are on: state, cpu-total, block"), "\(text)")
        #expect(!text.contains("\n"))
    }

    @Test func whatIsSentBackIsShort() {
        let mistake = #expect(throws: CollectorSelection.Mistake.self) {
            try CollectorSelection(
                HTTPRequest(target: "/?collect[]=" + String(repeating: "x", count: 5000)), enabled: Self.enabled)
        }
        #expect(mistake?.description.count ?? 5000 < 200)
    }
}
