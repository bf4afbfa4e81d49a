import Exposition
import Foundation
import RealGuests
import Testing

/// Mistakes at start: one line that names them and the mend, and exit code 2.
@Suite("Usage") struct UsageTests {
    @Test(arguments: [
        (["--frobnicate"], "--frobnicate"), (["serve", "--frobnicate"], "--frobnicate"), (["bake"], "bake"),
        (["serve", "--sample.interval", "soon"], "soon"), (["serve", "--sample.interval", "5"], "'5'"),
        (["serve", "--sample.interval", "0s"], "100ms"),
        (["serve", "--sample.deadline", "9999999999999999999h"], "9999"),
        (["serve", "--domain.include", "(unclosed"], "(unclosed"), (["serve", "--domain.exclude", "*"], "'*'"),
        (["serve", "--libvirt.uri", "nonsense"], "nonsense"), (["serve", "--libvirt.uri", ""], "--libvirt.uri"),
        (["serve", "--web.listen-address", "9177"], "9177"),
        (["serve", "--web.listen-address", "1.2.3.4:99999"], "99999"),
        (["serve", "--web.listen-address", "0.0.0.0:9177"], "--web.listen-insecure"),
        (["serve", "--web.listen-address", ":0"], "--web.listen-insecure"),
        (["serve", "--log.level", "loud"], "loud"), (["serve", "--log.format", "xml"], "xml"),
        (["serve", "--no-collector.nothing"], "nothing"), (["sample", "--format", "yaml"], "yaml"),
        (["serve", "extra"], "extra"), (["serve", "--domain.exclude", ""], "empty"),
        (["serve", "--libvirt.connections", "0"], "--libvirt.connections"),
        (["sample", "--libvirt.uri", "qemu+foo://h/system"], "foo"),
        (["serve", "--web.listen-address", "127.0.0.1:9", "--web.listen-address", "127.0.0.1:9"], "twice"),
        (["sample", "--domain", ""], "--domain"), (["serve", "--web.listen-address", "nosuch.invalid:9177"], "name"),
        (["serve", "--probe.allow", ""], "matches no URI"),
    ])
    func mistakesAreNamed(arguments: [String], named: String) async throws {
        let output = try await Program.run(Program.virtpulse, arguments)
        #expect(output.status == 2, "\(output)")
        #expect(output.out.isEmpty)
        #expect(output.err.contains(named), "\(output.err)")
        #expect(output.err.split(separator: "\n").count == 1, "\(output.err)")
        #expect(output.err.hasPrefix("virtpulse: "))
    }

    /// A host that is down may come back, one that no driver takes does not.
    @Test func aHostThatCannotBeEndsTheDaemon() async throws {
        let output = try await Program.run(
            Program.virtpulse, ["serve", "--libvirt.uri", "qemu+foo://h/system", "--web.listen-address", "127.0.0.1:0"])
        let last = output.err.split(separator: "\n").last ?? ""
        #expect(output.status == 2 && last.hasPrefix("virtpulse: ") && last.contains("foo"), "\(output)")
    }

    @Test func aWrongVariableIsNamed() async throws {
        let output = try await Program.run(
            Program.virtpulse, ["serve"], environment: ["LIBVIRT_DEFAULT_URI": "nonsense"])
        #expect(output.status == 2 && output.err.contains("LIBVIRT_DEFAULT_URI"), "\(output)")
    }

    @Test func aFullDiskIsNoSuccess() async throws {
        let command = "exec '\(Program.virtpulse)' sample --libvirt.uri test:///default --format json >/dev/full"
        let output = try await Program.run("sh", ["-c", command])
        #expect(output.status == 1 && output.err.contains("standard output"), "\(output)")
    }

    @Test(arguments: [("^[äö]", 0), ("^.es.$", 1), ("t", 1)])
    func namesAreMatchedByCharacters(pattern: String, count: Int) async throws {
        let host = """
            <node><domain type='test'><name>tésé</name><memory>8192</memory><os><type>hvm</type></os></domain></node>
            """
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-\(UInt32.random(in: 0 ... .max)).xml")
        try Data(host.replacing("tésé", with: count == 0 ? "é" : "tesé").utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let output = try await Program.run(
            Program.virtpulse,
            ["sample", "--libvirt.uri", "test://\(file.path)", "--format", "json", "--domain.include", pattern])
        #expect(output.out.components(separatedBy: "\"name\" : ").count - 1 == count, "\(output)")
    }

    @Test func aPortInUseIsNamed() async throws {
        try await Agent.with(["--libvirt.uri", "test:///default"]) { agent in
            let output = try await Program.run(
                Program.virtpulse,
                ["serve", "--libvirt.uri", "test:///default", "--web.listen-address", agent.address])
            // who starts it again may find the port free
            #expect(output.status == 1)
            #expect(output.err.contains(agent.address) && output.err.contains("in use"))
        }
    }

    @Test(arguments: [
        "qemu+unix:///system?socket=/nonexistent/socket", "qemu+tcp://127.0.0.1:1/system",
    ])
    func anUnreachableHostFailsASample(uri: String) async throws {
        let output = try await Program.run(Program.virtpulse, ["sample", "--libvirt.uri", uri])
        #expect(output.status == 1 && output.out.isEmpty)
        #expect(output.err.contains(uri) && output.err.split(separator: "\n").count == 1, "\(output.err)")
    }

    @Test(arguments: [["--help"], ["serve", "--help"], ["sample", "--help"], ["--version"]])
    func helpIsNoError(arguments: [String]) async throws {
        let output = try await Program.run(Program.virtpulse, arguments)
        #expect(output.status == 0 && !output.out.isEmpty && output.err.isEmpty)
    }

    /// Root may do what others may not: only another user sees what needs a privilege.
    @Test(.enabled(if: getuid() == 0, "only root can become another user"))
    func anyUserMayServe() async throws {
        let agent = try await Agent(
            ["--libvirt.uri", "test:///default"],
            launcher: ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--no-new-privs"])
        defer { agent.kill() }
        #expect(try await agent.pageWhenUp().value("libvirt_domains") == 1)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalEndsItCleanly(signal: Int32) async throws {
        let agent = try await Agent(["--libvirt.uri", "test:///default", "--log.format", "logfmt"])
        defer { agent.kill() }
        _ = try await agent.pageWhenUp()
        #expect(try await agent.terminate(signal) == 0)
    }

    @Test func aSocketWithoutAFolderIsNamedWithTheMend() async throws {
        let output = try await Program.run(
            Program.virtpulse,
            ["serve", "--libvirt.uri", "test:///default", "--web.listen-address", "unix:/nonexistent/http.sock"])
        #expect(output.status == 1 && output.err.contains("/nonexistent/http.sock: its folder does not exist"))
        #expect(!output.err.contains("errno"), "\(output.err)")
    }

    @Test func aHangupEndsNothing() async throws {
        try await Agent.with(["--libvirt.uri", "test:///default"]) { agent in
            _ = try await agent.pageWhenUp()
            kill(agent.figures.id, SIGHUP)
            _ = try await eventually("a line about it") { agent.log.contains("SIGHUP") ? true : nil }
            #expect(try await agent.page().value("libvirt_up") == 1)
        }
    }
}
