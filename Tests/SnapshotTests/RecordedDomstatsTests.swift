import Catalogue
import Testing

@testable import Snapshot

/// What real hosts answered, by libvirt version: no field may go unrecognised, and none may be lost.
@Suite("Recorded statistics")
struct RecordedDomstatsTests {
    static let files = ["libvirt-9.0-qemu-7.2.txt", "libvirt-11.3-qemu-10.0.txt", "libvirt-12.8-qemu-11.1.txt"]

    @Test(arguments: files)
    func everyFieldIsKnown(file: String) throws {
        let fixture = try DomstatsFixture(named: file)
        #expect(fixture.domains.count >= 4)
        for domain in fixture.domains {
            let set = ValueSet(domain.fields)
            #expect(set.unknown.map(\.field) == [], "\(domain.name)")
            let bins = set.histograms.reduce(0) { $0 + $1.bins.count * 2 }
            let labels = domain.fields.count { field, _ in
                [".name", ".interval", ".id"].contains { field.hasSuffix($0) }
            }
            let structure = domain.fields.count { field, _ in
                [".bin.count", "timed_group.count", "monitor.count"].contains { field.hasSuffix($0) }
            }
            let states = (set.state == nil ? 0 : 1) + (set.reason == nil ? 0 : 1)
            #expect(
                set.values.count + set.texts.count + bins + labels + structure + states == domain.fields.count,
                "\(domain.name)")
        }
    }

    @Test func newGroupsAreThere() throws {
        let fixture = try DomstatsFixture(named: "libvirt-12.8-qemu-11.1.txt")
        let rich = try #require(fixture.domains.first { domain in domain.fields.contains { $0.0 == "iothread.count" } })
        let set = ValueSet(rich.fields)
        #expect(set.bits(of: Catalogue.id(of: "iothread.#.poll-weight"), labels: ["1"]) != nil)
        #expect(set.bits(of: Catalogue.id(of: "block.#.limits.request_alignment"), labels: ["vda"]) != nil)
        #expect(
            set.bits(of: Catalogue.id(of: "block.#.timed_group.#.rd_latency_avg"), labels: ["vda", "10"]) != nil)
        #expect(Set(set.histograms.map(\.id)) == Set(HistogramID.allCases))
    }
}
