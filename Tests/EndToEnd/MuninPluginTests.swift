import Foundation
import RealGuests
import Testing

/// The plugin for munin on libvirt's test driver and on hosts that are not there.
@Suite("munin plugin") struct MuninPluginTests {
    private static let host = ["uri": "test:///default"]
    private static let nowhere = "qemu+unix:///system?socket=/nonexistent/socket"

    private func run(
        _ arguments: String..., environment: [String: String] = host
    ) async throws -> Program.Output {
        try await Program.run(Program.plugin, ["munin"] + arguments, environment: environment)
    }

    @Test(arguments: [
        (["--frobnicate"], [:], "--frobnicate"), (["bake"], [:], "bake"), (["munin"], [:], "--plugin"),
        (["munin", "--plugin", "dsk"], [:], "dsk"), (["munin", "--plugin", "libvirt_dsk"], [:], "libvirt_disk,"),
        (["munin", "--plugin", "libvirt_disk", "bake"], [:], "bake"),
        (["munin", "--plugin", "libvirt_disk_", "config"], [:], "suggest"),
        (["munin", "--plugin", "libvirt_disk", "--source", "tap"], [:], "tap"),
        (["munin", "--plugin", "libvirt_disk", "--feed.socket", ""], [:], "--feed.socket"),
        (["munin", "--plugin", "libvirt_disk"], ["source": "tap"], "env.source"),
        (["munin", "--plugin", "libvirt_disk", "--libvirt.uri", "nonsense"], [:], "--libvirt.uri"),
        (["munin", "--plugin", "libvirt_disk", "--sample.deadline", "1ms"], [:], "100ms"),
        (["munin", "--plugin", "libvirt_disk"], ["uri": "nonsense"], "env.uri"),
        (["munin", "--plugin", "libvirt_disk"], ["uri": "qemu+foo://h/system"], "foo"),
        (["munin", "--plugin", "libvirt_disk"], ["LIBVIRT_DEFAULT_URI": "nonsense"], "LIBVIRT_DEFAULT_URI"),
        (["munin", "--plugin", "libvirt_cpu"], ["stack": "yes"], "env.stack"),
        (["munin", "--plugin", "libvirt_pool"], ["warning": "much"], "env.warning"),
        (["munin", "--plugin", "libvirt_pool"], ["critical": ":"], "env.critical"),
        (["munin", "--plugin", "libvirt"], ["topics": "disk dsk", "MUNIN_CAP_MULTIGRAPH": "1"], "'dsk'"),
    ])
    func mistakesAreNamed(arguments: [String], environment: [String: String], named: String) async throws {
        let output = try await Program.run(Program.plugin, arguments, environment: environment)
        #expect(output.status == 2 && output.out.isEmpty, "\(output)")
        #expect(output.err.contains(named) && output.err.hasPrefix("virtpulse-plugin: "), "\(output.err)")
        #expect(output.err.split(separator: "\n").count == 1, "\(output.err)")
    }

    @Test(arguments: [["--help"], ["munin", "--help"], ["--version"]])
    func helpIsNoError(arguments: [String]) async throws {
        let output = try await Program.run(Program.plugin, arguments)
        #expect(output.status == 0 && !output.out.isEmpty && output.err.isEmpty)
    }

    @Test func autoconfSaysWhy() async throws {
        let yes = try await run("--plugin", "libvirt_disk", "autoconf")
        #expect(yes.status == 0 && yes.out == "yes\n" && yes.err.isEmpty)
        for uri in [Self.nowhere, "qemu+foo://h/system", "nonsense"] {
            let no = try await run("--plugin", "libvirt_", "autoconf", environment: ["uri": uri])
            #expect(no.status == 0 && no.err.isEmpty)
            // as munin-node-configure reads it
            let reason = try #require(no.out.wholeMatch(of: /no \((.+)\)\n/))
            #expect(reason.1.contains(uri) || uri.contains("foo"), "\(no.out)")
        }
    }

    /// Values of libvirt's test driver would stay in somebody's graphs for years.
    @Test(.enabled(if: Lab.isWanted, "VIRTPULSE_LAB=0 leaves out tests that need root"))
    func whereNothingIsFoundNothingIsMadeUp() async throws {
        let output = try await Program.run(
            "unshare",
            [
                "--mount", "sh", "-c", "mount -t tmpfs none /run && exec \"$0\" munin --plugin libvirt_state",
                Program.plugin,
            ], environment: ["LIBVIRT_DEFAULT_URI": ""])
        #expect(output.status == 0 && !output.out.contains("running.value 1"), "\(output)")
        #expect(output.err.contains("no libvirt daemon was found") && output.err.contains("env.uri"), "\(output)")
        #expect(output.err.split(separator: "\n").count == 1)
    }

    @Test func aNameOfNoPluginIsNamed() async throws {
        let link = FileManager.default.temporaryDirectory.path + "/virtpulse_cpu_\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: Program.plugin)
        defer { try? FileManager.default.removeItem(atPath: link) }
        let output = try await Program.run(link, [])
        #expect(output.status == 2 && output.out.isEmpty && output.err.contains("virtpulse_cpu"), "\(output)")
    }

    /// The file that munin-node-configure finds, before anything of Virtpulse is installed.
    @Test func theTemplateSaysWhereItsProgramIsMissing() async throws {
        let script = Program.root.appendingPathComponent("plugins/munin/libvirt_").path
        let nothing = ["program": "/nonexistent/virtpulse-plugin"]
        for program in [nothing, ["program": "/etc/passwd"], ["program": "/etc"], ["program": "cd"]] {
            let no = try await Program.run(script, ["autoconf"], environment: program)
            #expect(no.status == 0 && no.err.isEmpty && no.out.contains(program.values.joined()))
            #expect(no.out.wholeMatch(of: /no \(.+\)\n/) != nil, "\(no.out)")
        }
        let suggest = try await Program.run(script, ["suggest"], environment: nothing)
        #expect(suggest.status == 1 && suggest.out.isEmpty && suggest.err.hasPrefix("libvirt_: "))
        #expect(suggest.err.contains("env.program") && suggest.err.split(separator: "\n").count == 1)
    }

    @Test func aHostThatIsDownIsUnknown() async throws {
        let down = ["uri": Self.nowhere]
        let values = try await run("--plugin", "libvirt-cputime", environment: down)
        #expect(values.status == 0 && values.out == "total_pc.value U\n")
        #expect(values.err.contains(Self.nowhere) && values.err.split(separator: "\n").count == 1, "\(values.err)")
        let config = try await run("--plugin", "libvirt_balloon_web01", "config", environment: down)
        #expect(config.status == 0 && config.out.contains("graph_title Memory of web01\n"))
        #expect(try await run("--plugin", "libvirt_disk", environment: down).out.isEmpty)
        let faults = try await run("--plugin", "libvirt_faults", environment: down)
        #expect(faults.out.contains("down.value 1\n") && faults.out.contains("stuck.value U\n"))
        let suggest = try await run("--plugin", "libvirt_disk_", "suggest", environment: down)
        #expect(suggest.status == 1 && suggest.out.isEmpty && suggest.err.split(separator: "\n").count == 1)
    }

    @Test func aGuestThatIsNotThereIsNamed() async throws {
        let output = try await run("--plugin", "libvirt_balloon_nobody")
        #expect(output.status == 0 && output.out.contains("current.value U\n"))
        #expect(output.err.contains("libvirt_balloon_nobody") && output.err.contains("suggest"))
    }

    @Test func severalGraphsAreForThoseWhoAskForThem() async throws {
        let without = try await run("--plugin", "libvirt")
        #expect(without.status == 1 && without.out.isEmpty && without.err.contains("MUNIN_CAP_MULTIGRAPH"))
        let capable = Self.host.merging(["MUNIN_CAP_MULTIGRAPH": "1", "topics": "state cpu"]) { $1 }
        let values = try await run("--plugin", "libvirt", environment: capable)
        #expect(
            values.out.matches(of: /multigraph (\S+)/).map(\.1) == [
                "libvirt_state", "libvirt_state.test", "libvirt_cpu", "libvirt_cpu.test",
            ])
        let dirty = capable.merging(["MUNIN_CAP_DIRTYCONFIG": "1"]) { $1 }
        let config = try await run("--plugin", "libvirt", "config", environment: dirty)
        #expect(config.out.contains("running.label running\n") && config.out.contains("running.value 1\n"))
        #expect(try await run("--plugin", "libvirt_state", "config").out.contains(".value") == false)
    }

    @Test func theNameItIsCalledByIsThePlugin() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-\(UInt32.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["libvirt-cputime", "libvirt_cputime", "libvirt_state_test", "libvirt_", "libvirt_dsk"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.appendingPathComponent(name).path, withDestinationPath: Program.plugin)
        }
        func call(_ name: String, _ arguments: String...) async throws -> Program.Output {
            try await Program.run(folder.appendingPathComponent(name).path, arguments, environment: Self.host)
        }
        for name in ["libvirt-cputime", "libvirt_cputime"] {
            #expect(try await call(name).out.contains("\ntest_cputime.value "))
            #expect(try await call(name, "config").out.contains("\ntest_cputime.type DERIVE\n"))
        }
        #expect(try await call("libvirt_state_test").out.contains("running.value 1\n"))
        #expect(try await call("libvirt_", "suggest").out.hasPrefix("cpu\ndelay\nballoon\n"))
        let wrong = try await call("libvirt_dsk")
        #expect(wrong.status == 2 && wrong.err.contains("libvirt_dsk"))
    }

    /// The script that munin-node-configure reads the capabilities of, by that program itself.
    @Test(.enabled(if: Lab.isWanted, "VIRTPULSE_LAB=0 leaves out tests that need more programs"))
    func muninMakesPluginsOfTheTemplate() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-\(UInt32.random(in: 0 ... .max))")
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["library", "plugins", "conf"] {
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        let script = Program.root.appendingPathComponent("plugins/munin/libvirt_")
        for name in ["libvirt_", "libvirt_balloon_"] {
            let copy = folder.appendingPathComponent("library/\(name)")
            try FileManager.default.copyItem(at: script, to: copy)
        }
        let program = folder.appendingPathComponent("virtpulse-plugin").path
        try FileManager.default.copyItem(atPath: Program.plugin, toPath: program)
        try "[libvirt*]\nenv.uri test:///default\nenv.program \(program)\n".write(
            to: folder.appendingPathComponent("conf/test"), atomically: true, encoding: .utf8)
        let output = try await Program.run(
            "munin-node-configure",
            [
                "--shell", "--libdir", "\(folder.path)/library", "--servicedir", "\(folder.path)/plugins", "--sconfdir",
                "\(folder.path)/conf",
            ])
        let links = output.out.matches(of: /ln -s '[^']+' '[^']+\/([^'\/]+)'/).map { String($0.1) }
        let topics = [
            "cpu", "delay", "balloon", "disk", "iops", "latency", "network", "state", "pool", "sampler", "faults",
        ]
        #expect(Set(links) == Set(topics.map { "libvirt_\($0)" } + ["libvirt_balloon_test"]), "\(output)")
    }
}
