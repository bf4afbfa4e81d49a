import Foundation
import RealGuests
import Testing

/// What `virtpulse-snmp` does not take: one line names the option, what was given and the mend.
@Suite("SNMP options") struct SNMPOptionsTests {
    private static func judge(_ option: String, _ value: String, words: String) async throws {
        // what is taken after all is to touch nothing of this machine's
        let output = try await Program.run(Program.snmp, [option, value, "--state-directory", "/proc/nowhere"])
        #expect(output.status == 2)
        #expect(output.err.contains("'\(value)'"), "\(output.err)")
        #expect(output.err.contains(option) && output.err.contains(words), "\(output.err)")
        #expect(output.err.split(separator: "\n").count == 1, "\(output.err)")
    }

    @Test(arguments: [
        ("none,guest", "none is given alone"), ("bulk,none", "none is given alone"), ("none,", "none is given alone"),
        ("guest,", "empty; give one of guest, bulk, libvirt"), ("", "empty; give one of guest, bulk, libvirt"),
        (",", "empty; give one of guest, bulk, libvirt"), ("guest,all", "'all' is not known here"),
    ])
    func notifications(value: String, words: String) async throws {
        try await Self.judge("--notifications", value, words: words)
    }

    @Test(arguments: [
        ("vm,", "empty; give one of vm, libvirt, virtpulse"), ("", "empty; give one of vm, libvirt, virtpulse"),
        ("vm,,libvirt", "empty; give one of vm, libvirt, virtpulse"), ("none", "choose of vm, libvirt, virtpulse"),
        ("vm, libvirt", "' libvirt' is not known here"),
    ])
    func modules(value: String, words: String) async throws {
        try await Self.judge("--modules", value, words: words)
    }

    @Test(arguments: ["x", "", "0", "0.05", "-1", "1001", "nan", "inf", "1e999", "5s"])
    func rates(value: String) async throws {
        try await Self.judge("--notifications.per-second", value, words: "give a number of 0.1 to 1000")
    }

    @Test(arguments: [
        "", "foo", "/var/agentx/master", "tcp:127.0.0.1", "tcp::705", "tcp:127.0.0.1:0", "tcp:127.0.0.1:+705",
        "tcp:127.0.0.1:65536", "tcp:[::1]:705", "tcp:::1:705", "tcp6:::1:705", "tcp6:[::1]", "tcp6:[::1]:0",
        "tcp6:[]:705", "tcp6:[localhost]:705", "tcp6:[127.0.0.1]:705", "udp:127.0.0.1:705",
    ])
    func sockets(value: String) async throws {
        try await Self.judge("--agentx.socket", value, words: "tcp:127.0.0.1:705 or tcp6:[::1]:705")
    }

    private static let hosts =
        FileManager.default.fileExists(atPath: "/proc/net/if_inet6")
        ? ["tcp:127.0.0.1", "tcp:localhost", "tcp6:[::1]"] : ["tcp:127.0.0.1"]

    /// A master on a port, of each of IP's versions, and another one in its place.
    @Test(.timeLimit(.minutes(1)), arguments: hosts)
    func ports(host: String) async throws {
        let master = try await SNMPMaster(host: host)
        defer { master.stop() }
        var snmpd = try await master.start()
        let subagent = try master.subagent(["--source", "libvirt", "--libvirt.uri", "test:///default"])
        defer { subagent.end() }
        try await master.answers(of: subagent)
        snmpd.end()
        snmpd = try await master.start()
        defer { snmpd.end() }
        try await master.answers(of: subagent)
    }

    @Test(arguments: ["unix:", "unix:agentx/master", "unix:/" + String(repeating: "a", count: 107)])
    func paths(value: String) async throws {
        try await Self.judge("--agentx.socket", value, words: "a path begins with / and has at most 107 bytes")
    }

    @Test(arguments: ["", "x", "1", "1.40.1", "a.b", "1.3.6.1.4.1.99999" + String(repeating: ".1", count: 122)])
    func hypervisors(value: String) async throws {
        try await Self.judge("--hypervisor.id", value, words: "128 numbers at most with dots between")
    }

    @Test(
        arguments: [
            ("1.3.6.1.4.1.99999" + String(repeating: ".1", count: 102), "at most 108"),
            ("1.3.6.1.4.1.99999" + String(repeating: ".1", count: 122), "128 numbers at most"),
            ("1", "numbers at most with dots between"), ("1.40.1", "numbers at most with dots between"),
            ("1.3.6.1.2.1.236.1.9", "another module is there"), ("1.3.6.1", "another module is there"),
            ("a.b", "numbers at most with dots between"), ("1.3.6.1.2.1.25", "give an arc of your own"),
            ("1.3.6.1.4.1.8072", "give an arc of your own"), ("1.3.6.1.4.1.2021.9", "give an arc of your own"),
        ])
    func basesThatCannotBe(base: String, words: String) async throws {
        let output = try await Program.run(Program.snmp, ["--virtpulse.base", base])
        #expect(output.status == 2)
        #expect(output.err.contains(words), "\(output.err)")
        #expect(output.err.contains("--virtpulse.base"))
        #expect(output.err.split(separator: "\n").count == 1, "\(output.err)")
    }
}
