import Snapshot
import Testing

@testable import NagiosOutput

/// What holds of every mode.
@Suite struct ModeListTests {
    @Test func names() {
        let names = CheckMode.all.map(\.name)
        let ours = [
            "connection", "collector", "domains", "state", "autostart", "expected", "cpu", "memory", "balloon", "disk",
            "io-error",
            "net", "pool", "network", "job", "host", "events",
        ]
        #expect(names.filter(ours.contains) == ours)
        #expect(Set(names).count == names.count)
        for name in names { #expect(CheckMode(named: name)?.name == name) }
        #expect(CheckMode(named: "nothing") == nil)
    }

    @Test(arguments: CheckMode.all)
    func metrics(mode: CheckMode) throws {
        #expect(Set(mode.metrics.map(\.name)).count == mode.metrics.count)
        for metric in mode.metrics {
            #expect(metric.name.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 }, "\(metric.name)")
            for range in [metric.warning, metric.critical] {
                if let range { _ = try AlertRange(range, unit: metric.unit) }
            }
        }
        #expect(!mode.summary.isEmpty)
    }

    /// A host without anything, libvirt or guests.
    @Test(arguments: CheckMode.all)
    func withoutAnything(mode: CheckMode) {
        let report = mode.report(SyntheticHost.input([]), CheckSettings())
        #expect(report.state == .ok || report.state == .unknown)
        #expect(report.text.hasPrefix("LIBVIRT \(report.state.word): "))
        let down = mode.report(
            SyntheticHost.input(SyntheticHost.snapshot([], status: .init(isUp: false, rounds: 1))), CheckSettings())
        #expect(down.state == .critical)
    }

    @Test func modesThatListNothing() {
        #expect(
            CheckMode.all.filter { !$0.listsThings }.map(\.name) == ["connection", "collector", "host", "events"])
    }
}
