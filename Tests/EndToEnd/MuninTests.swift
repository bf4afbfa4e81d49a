import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// munin's own programs on real guests.
    @Suite("munin", .timeLimit(.minutes(5))) struct MuninTests {
        /// Guests whose names munin's programs stumble over, beside those that every lab has.
        private static let pitfalls = ["a-b", "a.b", "x# timeout", "multigraph evil", "1web"]

        /// With guests of those names, and an end of them whatever comes.
        private func withPitfalls(_ body: (Lab) async throws -> Void) async throws {
            let lab = try Lab.shared
            var result: Result<Void, any Error> = .success(())
            do {
                for name in Self.pitfalls { try await lab.add(name) }
                try await body(lab)
            } catch {
                result = .failure(error)
            }
            for name in Self.pitfalls { _ = try? await lab.virsh("destroy", "--domain", name) }
            try result.get()
        }

        private func with(_ node: MuninNode, _ body: (MuninNode) async throws -> Void) async throws {
            defer { node.stop() }
            try await body(node)
        }

        /// Complaints of munin-update about what plugins told.
        private func complaints(_ log: String) -> [Substring] {
            log.split(separator: "\n").filter { line in
                // it tunes files that it has yet to make, whatever the plugin
                ["[WARN", "[ERROR", "[FATAL"].contains { line.contains($0) } && !line.contains("[ERROR] Tuning ")
            }
        }

        @Test func theMasterFilesWhatThePluginsTell() async throws {
            try await withPitfalls { lab in
                let plugins = [
                    "libvirt", "libvirt-cputime", "libvirt-mem", "libvirt-blkstat", "libvirt-ifstat",
                    "libvirt_disk_busy0000", "libvirt_state_off0000",
                ]
                let node = try await MuninNode(plugins: plugins, settings: ["env.uri \(lab.uri)"])
                try await with(node) { node in
                    let first = try await node.update()
                    #expect(complaints(first) == [])
                    let files = try node.files()
                    for file in [
                        "libvirt_mem-vm0000_mem-g", "libvirt_cputime-total_pc-d", "libvirt_blkstat-busy0000_write-d",
                        "libvirt_ifstat-rich_rx-d", "libvirt_mem-_web_mem-g", "libvirt_cpu-vm0000_time-d",
                        "libvirt_disk_busy0000-vda_rd-d", "libvirt_disk-rich-vdb_wr-d", "libvirt_state-running-g",
                        "libvirt_latency-busy0000-vda_rd_time-d", "libvirt_delay-rich-vcpu1_delay-d",
                        "libvirt_faults-down-g", "libvirt_sampler-duration-g", "libvirt_balloon-vm0000-rss-g",
                    ] { #expect(files.contains(file), "\(file)") }
                    // every active guest has a file of its own: none is mixed up with another, and none is lost
                    let guests = Lab.hostileNames.count + Self.pitfalls.count + 5
                    for (graph, kind) in [
                        ("libvirt_mem", "_mem-g"), ("libvirt_cputime", "_cputime-d"), ("libvirt_cpu", "_time-d"),
                    ] {
                        let found = files.filter {
                            $0.hasPrefix("\(graph)-") && $0.hasSuffix(kind) && $0.count(where: { $0 == "-" }) == 2
                        }
                        #expect(found.count == guests + (graph == "libvirt_mem" ? 1 : 0), "\(graph): \(found.count)")
                    }
                    // names that two would have are nobody's
                    #expect(!files.contains("libvirt_mem-a_b_mem-g"))
                    #expect(files.count { $0.hasPrefix("libvirt_mem-a_b__") } == 2)
                    #expect(try await node.last("libvirt_mem-vm0000_mem-g") == 8_388_608)
                    #expect(try await node.last("libvirt_state-paused-g") == 1)
                    #expect(try await node.last("libvirt_state_off0000-shutoff-g") == 1)
                    #expect(try await node.last("libvirt_faults-down-g") == 0)
                    let before = try #require(try await node.last("libvirt_disk-busy0000-vda_rd-d"))
                    // the next one must be of another second
                    try await Task.sleep(for: .milliseconds(1100))
                    #expect(complaints(try await node.update()) == [])
                    #expect(try #require(try await node.last("libvirt_disk-busy0000-vda_rd-d")) > before)
                    #expect(try node.files() == files)
                    #expect(node.log.contains("Error output") == false, "\(node.log)")
                }
            }
        }

        @Test func graphsGoOnAfterLibvirtWasAway() async throws {
            let lab = try Lab.shared
            let node = try await MuninNode(
                plugins: ["libvirt", "libvirt-cputime", "libvirt_balloon_vm0000"], settings: ["env.uri \(lab.uri)"])
            try await with(node) { node in
                #expect(complaints(try await node.update()) == [])
                let files = try node.files()
                #expect(files.count > 100)
                try await lab.run("stop")
                do {
                    try await Task.sleep(for: .milliseconds(1100))
                    #expect(complaints(try await node.update()) == [])
                    #expect(try node.files() == files)
                    #expect(try await node.last("libvirt_cputime-total_pc-d") == nil)
                    #expect(try await node.last("libvirt_balloon_vm0000-current-g") == nil)
                    #expect(try await node.last("libvirt_state-running-g") == nil)
                    #expect(try await node.last("libvirt_faults-down-g") == 1)
                    // the node logs why, in a line for each plugin
                    #expect(node.log.contains("virtpulse-plugin: ") && node.log.contains(lab.uri))
                } catch {
                    try await lab.run("start")
                    throw error
                }
                try await lab.run("start")
                try await Task.sleep(for: .milliseconds(1100))
                #expect(complaints(try await node.update()) == [])
                #expect(try node.files() == files)
                #expect(try await node.last("libvirt_balloon_vm0000-current-g") == 8_388_608)
                #expect(try await node.last("libvirt_faults-down-g") == 0)
                #expect(try await node.last("libvirt_cputime-total_pc-d") != nil)
            }
        }

        /// A node that starts while libvirt is down must not forget its plugins.
        @Test func aNodeMayStartBeforeLibvirt() async throws {
            let lab = try Lab.shared
            let plugins = ["libvirt", "libvirt-blkstat", "libvirt_disk_vm0000"]
            try await lab.run("stop")
            do {
                let node = try await MuninNode(plugins: plugins, settings: ["env.uri \(lab.uri)"])
                try await with(node) { node in
                    try await lab.run("start")
                    let list = try await node.ask("cap multigraph dirtyconfig", "list \(MuninNode.name)")
                    for plugin in plugins { #expect(list.contains(plugin), "\(list)") }
                    let told = try await node.ask("fetch libvirt_disk_vm0000")
                    #expect(told.contains("vda_rd.value "), "\(told) \(node.log)")
                }
            } catch {
                try await lab.run("start")
                throw error
            }
        }

        @Test func aStuckGuestIsUnknownAndTheOthersAreNot() async throws {
            let lab = try Lab.shared
            let pid = try await lab.pid(of: "vm0001")
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            func values(_ plugin: String) async throws -> String {
                let output = try await Program.run(
                    Program.plugin, ["munin", "--plugin", plugin], environment: ["uri": lab.uri])
                #expect(output.status == 0, "\(output)")
                return "\n" + output.out
            }
            // the first to ask finds out; later it might be busy for that one
            #expect(try await values("libvirt_faults").contains("\nstuck.value 1\n"))
            for plugin in ["libvirt_disk", "libvirt-blkstat"] {
                let all = try await values(plugin)
                #expect(all.contains("\nvm0001_wr.value U\n") || all.contains("\nvm0001_write.value U\n"), "\(all)")
                #expect(all.contains(/\nbusy0000_wr(ite)?\.value [0-9]+\n/), "\(all)")
            }
            #expect(try await values("libvirt_cpu").contains(/\nvm0001_time\.value [0-9]+\n/))
            #expect(try await values("libvirt_balloon_vm0001").contains("\nrss.value U\n"))
        }

        @Test func theNodesProtocol() async throws {
            let lab = try Lab.shared
            let node = try await MuninNode(plugins: ["libvirt", "libvirt_cpu"], settings: ["env.uri \(lab.uri)"])
            try await with(node) { node in
                // several graphs are only for those who asked for them
                let plain = try await node.ask("list \(MuninNode.name)")
                #expect(plain.contains("libvirt_cpu") && !plain.contains("libvirt "), "\(plain)")
                let clean = try await node.ask("config libvirt_cpu")
                #expect(clean.contains("vm0000_time.label vm0000") && !clean.contains(".value"))
                let dirty = try await node.ask("cap dirtyconfig multigraph", "config libvirt_cpu")
                #expect(dirty.contains("vm0000_time.label vm0000") && dirty.contains("vm0000_time.value "))
                let all = try await node.ask("cap multigraph", "fetch libvirt")
                #expect(all.contains("multigraph libvirt_disk.vm0000\nvda_rd.value "))
            }
        }

        /// What older plugins called the values of guests, this one must.
        @Test(arguments: ["blkstat", "cputime", "ifstat", "mem"])
        func fieldsAreThoseOfTheOlderPlugins(topic: String) async throws {
            let lab = try Lab.shared
            func fields(_ program: String, _ arguments: [String]) async throws -> [String: String] {
                let environment = ["uri": lab.uri, "PYTHONIOENCODING": "utf8:replace"]
                var values: [String: String] = [:]
                for verb in [["config"], []] {
                    let output = try await Program.run(program, arguments + verb, environment: environment)
                    #expect(output.status == 0, "\(output)")
                    for line in output.out.split(separator: "\n") {
                        if let field = line.firstMatch(of: /^(\w+)\.(label|value) (.*)$/) {
                            let (name, key) = (Self.stored(String(field.1)), field.2 == "label" ? "" : "value")
                            values[name, default: ""] += key.isEmpty ? "" : String(field.3)
                        }
                    }
                }
                return values
            }
            let old = try await fields("/usr/share/munin/plugins/libvirt-\(topic)", [])
            let new = try await fields(Program.plugin, ["munin", "--plugin", "libvirt-\(topic)"])
            #expect(Set(old.keys) == Set(new.keys), "\(Set(old.keys).symmetricDifference(new.keys))")
            #expect(old.count > Lab.hostileNames.count)
            for (field, value) in old where field.hasPrefix("paused0000") || field == "vm0000_mem" || field == "total" {
                // a paused guest's QEMU has work to do once in a while
                let isLater =
                    topic == "cputime"
                    && Double(value).flatMap { old in
                        new[field].flatMap { Double($0) }.map { $0 >= old && $0 <= old + 5 }
                    }
                        ?? false
                #expect(isLater || new[field] == value, "\(field)")
            }
        }

        /// A field as munin's master files it.
        private static func stored(_ field: String) -> String {
            field.first?.isNumber == true ? "_" + field.dropFirst() : field
        }
    }
}
