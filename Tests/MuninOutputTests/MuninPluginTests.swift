import Catalogue
import Snapshot
import Testing

@testable import MuninOutput

/// Plugins by their names.
@Suite struct MuninPluginTests {
    @Test(arguments: [
        ("libvirt", MuninPlugin.Kind.everything), ("libvirt_", .topics), ("libvirt_disk", .topic(.disk)),
        ("libvirt_disk_", .parts(.disk)), ("libvirt_disk_web01", .part(.disk, "web01")),
        ("libvirt_disk__a_b__1f3c", .part(.disk, "_a_b__1f3c")), ("libvirt_pool_default", .part(.pool, "default")),
        ("libvirt-mem", .legacy(.mem)), ("libvirt_cputime", .legacy(.cputime)),
    ])
    func names(name: String, kind: MuninPlugin.Kind) { #expect(MuninPlugin(named: name)?.kind == kind) }

    @Test(arguments: [
        "", "disk", "libvirtd", "libvirt-", "libvirt-disk", "libvirt-mem_", "libvirt_dsk", "libvirt_sampler_web01",
        "libvirt_mem_web01", "Libvirt_disk", "libvirt disk", "libvirt__disk",
    ])
    func otherNames(name: String) { #expect(MuninPlugin(named: name) == nil) }

    @Test func suggestionsMakePlugins() throws {
        let host = SyntheticHost.hostile
        let topics = try #require(MuninPlugin(named: "libvirt_")).suggestions(of: nil)
        #expect(topics == MuninTopic.allCases.map(\.rawValue))
        for topic in topics.filter({ $0 != "sampler" && $0 != "faults" }) {
            let template = try #require(MuninPlugin(named: "libvirt_\(topic)_"))
            let suggestions = template.suggestions(of: host)
            #expect(Set(suggestions).count == suggestions.count)
            #expect(suggestions.count == (topic == "pool" ? 3 : topic == "state" ? 28 : 27))
            for suggestion in suggestions {
                // what munin-node-configure takes
                #expect(try /[-\w.:]+/.wholeMatch(in: suggestion) != nil)
                let plugin = try #require(MuninPlugin(named: "libvirt_\(topic)_\(suggestion)"))
                #expect(plugin.hasSubject(in: host) && !plugin.isTemplate)
                #expect(plugin.graphs(of: host, age: nil).count == 1)
            }
            #expect(template.isTemplate && template.graphs(of: host, age: nil).isEmpty)
        }
        #expect(MuninPlugin(named: "libvirt_disk")?.suggestions(of: host) == [])
        #expect(MuninPlugin(named: "libvirt_disk_nobody")?.hasSubject(in: host) == false)
    }

    @Test func aGuestsPluginNeedsThatGuestAlone() throws {
        let host = SyntheticHost.hostile
        for guest in try #require(MuninPlugin(named: "libvirt_disk_")).suggestions(of: host) {
            let plugin = try #require(MuninPlugin(named: "libvirt_disk_\(guest)"))
            let domains = host.domains.filter { plugin.needs(guest: $0.identity.name) }
            #expect(domains.count <= 4, "\(guest)")
            let part = SyntheticHost.snapshot(domains)
            #expect(plugin.hasSubject(in: part))
            let fields = plugin.graphs(of: part, age: nil).flatMap { $0.fields.map(\.name) }
            #expect(fields == plugin.graphs(of: host, age: nil).flatMap { $0.fields.map(\.name) })
        }
    }

    @Test func aPluginIsReadWithWhatItNeeds() {
        let settings = MuninSettings()
        #expect(MuninPlugin(named: "libvirt_disk")?.collectors(settings) == [.block])
        #expect(MuninPlugin(named: "libvirt-mem")?.collectors(settings) == [.balloon, .host, .info])
        #expect(MuninPlugin(named: "libvirt")?.collectors(settings).contains(.storagePool) == true)
        #expect(MuninPlugin(named: "libvirt_pool_default")?.needs(guest: "web01") == false)
        #expect(MuninPlugin(named: "libvirt_pool_")?.collectorsOfSuggestions == [.storagePool])
    }
}
