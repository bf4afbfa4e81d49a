import Catalogue
import Snapshot
import Testing

@testable import NagiosOutput

/// A mode looks at no other numbers than those that it says it needs: by the feed it gets no others.
@Suite struct ModeNeedsTests {
    private static let modes = CheckMode.all.filter { $0.needs(CheckSettings()).metrics != nil }

    @Test func someModesSayWhatTheyLookAt() {
        #expect(Set(Self.modes.map(\.name)).isSuperset(of: ["cpu", "memory", "balloon", "disk", "net", "host"]))
    }

    @Test(arguments: modes, CheckSettings.CPUBase.allCases)
    func theSameIsSaidOfThoseAlone(mode: CheckMode, base: CheckSettings.CPUBase) throws {
        var settings = CheckSettings()
        (settings.cpuBase, settings.verbosity, settings.mostItems) = (base, 3, 1000)
        let needs = mode.needs(settings)
        let needed = try #require(needs.metrics)
        let all = Set(
            Catalogue.metrics.indices.map { MetricID(rawValue: UInt16($0)) }.filter {
                needs.collectors.contains($0.metric.collector)
            })
        let report = mode.report(Self.input(all), settings)
        for metric in mode.metrics where metric.name != "hugepages_used" {
            #expect(report.values.contains { $0.label.hasSuffix(metric.name) }, "\(metric.name)")
        }
        #expect(mode.report(Self.input(all.intersection(needed)), settings).text == report.text)
        // what stands in for one that libvirt does not tell
        for missing in all {
            let rest = all.subtracting([missing])
            let text = mode.report(Self.input(rest.intersection(needed)), settings).text
            #expect(text == mode.report(Self.input(rest), settings).text, "without \(missing.metric.field)")
        }
    }

    /// A host with two guests that have these metrics, whose counters rise.
    private static func input(_ metrics: Set<MetricID>) -> CheckInput {
        func numbers(_ time: UInt64, _ isTaken: (Scope) -> Bool) -> [String: UInt64] {
            var numbers: [String: UInt64] = [:]
            for metric in metrics where isTaken(metric.metric.scope) && metric.metric.scope.naming != .fieldName {
                let field = metric.metric.field.split(separator: "#", omittingEmptySubsequences: false)
                numbers[field.joined(separator: "0")] = time * (UInt64(metric.rawValue) % 7 + 3) * 1000
            }
            return numbers
        }
        func snapshot(_ time: UInt64) -> Snapshot {
            let guests = ["a", "b"].map {
                SyntheticHost.guest($0, SyntheticHost.named(numbers(time, \.isOfDomain)), at: Double(time))
            }
            let hasModes = metrics.contains { $0.metric.scope == .hostCPUMode }
            return SyntheticHost.snapshot(
                guests, at: Double(time), host: numbers(time) { $0 == .host },
                cpu: hasModes ? ["idle": time * 100, "user": time * 300] : [:])
        }
        return SyntheticHost.input(snapshot(100), before: snapshot(90))
    }
}
