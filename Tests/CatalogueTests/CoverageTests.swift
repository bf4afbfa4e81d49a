import Foundation
import Testing

@testable import Catalogue

/// The catalogue against what the installed libvirt says of itself.
@Suite("Coverage of libvirt")
struct CoverageTests {
    private static let api: String = {
        let path = "/usr/share/libvirt/api/libvirt-api.xml"
        return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }()

    private static func enumerators(_ type: String) -> [(name: String, value: Int)] {
        api.matches(of: /<enum ([^>]*)\/?>/).compactMap { match in
            let text = String(match.1)
            guard text.contains("type='\(type)'"),
                let name = text.firstMatch(of: /name='([A-Z0-9_]+)'/)?.1,
                let value = text.firstMatch(of: /value='(-?\d+)'/)?.1
            else { return nil }
            return (String(name), Int(value) ?? -1)
        }
    }

    @Test func everyStatsGroupHasACollector() {
        let groups = Self.enumerators("virDomainStatsTypes")
        #expect(groups.count >= 11, "the API description of libvirt was not found or not understood")
        for group in groups {
            #expect(
                Collector.allCases.contains { $0.statsBit == UInt32(group.value) }, "\(group.name) has no collector")
        }
    }

    @Test func everyDomainStateHasAName() {
        let states = Self.enumerators("virDomainState").filter { $0.name != "VIR_DOMAIN_LAST" }
        #expect(states.count == Catalogue.domainStates.count)
        for state in states {
            let name = state.name.dropFirst("VIR_DOMAIN_".count).lowercased()
            #expect(Catalogue.domainStates[state.value] == name)
        }
    }

    @Test func fieldsAreUnique() {
        var seen: Set<String> = []
        for field in Catalogue.metrics.map(\.field) + Catalogue.knownFields.map(\.field) {
            #expect(seen.insert(field).inserted, "\(field) is defined twice")
        }
    }

    @Test func fieldsBelongToTheGroupTheirNameTells() {
        let groups: [String: Collector] = [
            "state": .state, "cpu": .cpuTotal, "balloon": .balloon, "vcpu": .vcpu, "net": .interface, "block": .block,
            "perf": .perf, "iothread": .iothread, "memory": .memory, "dirtyrate": .dirtyRate, "vm": .vm,
        ]
        let rows =
            Catalogue.metrics.map { ($0.field, $0.collector) } + Catalogue.knownFields.map { ($0.field, $0.collector) }
        for (field, collector) in rows {
            let head = String(field.prefix { $0 != "." })
            if head == "job" || head == "last-job" {
                #expect(collector == .job, "\(field)")
            } else if head.hasPrefix("vir") {
                #expect([.host, .storagePool, .network].contains(collector), "\(field)")
            } else {
                #expect(groups[head] == collector, "\(field)")
            }
        }
    }

    @Test func everyFieldOfAJobHasARow() {
        // what the info metrics tell; and what a job that ended has no more
        let texts: Set = ["operation", "success", "errmsg"]
        let ofCurrentAlone: Set = ["time_remaining"]
        let fields = Self.api.matches(of: /<macro name='VIR_DOMAIN_JOB_[A-Z_]+'[^>]* string='([a-z_]+)'/).map {
            String($0.1)
        }
        #expect(fields.count >= 30, "the API description of libvirt was not found or not understood")
        let known = Set(Catalogue.metrics.map(\.field))
        for field in fields where !texts.contains(field) {
            #expect(known.contains("job.\(field)"), "\(field)")
            #expect(known.contains("last-job.\(field)") != ofCurrentAlone.contains(field), "last \(field)")
        }
    }

    @Test func everyStatsGroupHasRows() {
        for collector in Collector.statsGroups {
            let rows = Catalogue.metrics.contains { $0.collector == collector }
            let known = Catalogue.knownFields.contains { $0.collector == collector }
            #expect(rows || known, "\(collector)")
        }
    }
}
