import Foundation
import RealGuests

/// A private `snmpd` on loopback, a subagent of ours beside it, and a `snmptrapd` that hears of its notifications.
final class SNMPMaster: Sendable {
    let folder: String
    /// Where the master answers, as net-snmp's programs take it.
    let address: String
    /// Where it listens for subagents.
    let socket: String
    private let trapd: ChildProcess
    private let configuration: String
    private let state: [String: String]

    /// Makes the folder and begins to listen for notifications; neither the master nor a subagent runs yet.
    ///
    /// - Parameter host: Where it listens for subagents on a port, as net-snmp writes it; `nil`: on a unix socket.
    init(host: String? = nil) async throws {
        folder =
            FileManager.default.temporaryDirectory.appendingPathComponent(
                "vp-snmp-\(UInt32.random(in: 0 ... .max))"
            ).path
        // a port below those that the system hands out by itself
        let port = Int.random(in: 20_000...32_000)
        address = "127.0.0.1:\(port)"
        socket = host.map { "\($0):\(port + 2)" } ?? "unix:\(folder)/agentx.sock"
        configuration = "\(folder)/snmpd.conf"
        for name in ["state", "conf", "indexes"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        // nothing of this machine's own configuration or state is read or written
        state = ["MIBS": "", "SNMPCONFPATH": "\(folder)/conf", "SNMP_PERSISTENT_DIR": "\(folder)/state"]
        try """
        rocommunity public 127.0.0.1
        rwcommunity private 127.0.0.1
        master agentx
        agentXSocket \(socket)
        agentXTimeout 2
        agentXRetries 1
        trap2sink 127.0.0.1:\(port + 1) public
        trapsink 127.0.0.1:\(port + 1) public
        createUser v3user SHA-256 authpass123 AES privpass123
        rouser v3user authPriv
        """.write(toFile: configuration, atomically: true, encoding: .utf8)
        try "disableAuthorization yes\n".write(toFile: "\(folder)/snmptrapd.conf", atomically: true, encoding: .utf8)
        trapd = try ChildProcess(
            "snmptrapd",
            [
                "-f", "-n", "-On", "-Oq", "-Oe", "-Ob", "-Lo", "-C", "-c", "\(folder)/snmptrapd.conf", "-F",
                SNMPTrap.form, "-p", "\(folder)/traps.pid", "udp:127.0.0.1:\(port + 1)",
            ], environment: state)
    }

    /// Starts the master, and waits until it answers.
    func start() async throws -> ChildProcess {
        let master = try ChildProcess(
            "snmpd",
            ["-f", "-Lf", "\(folder)/snmpd.log", "-C", "-c", configuration, "-p", "\(folder)/pid", "udp:\(address)"],
            environment: state)
        _ = try await eventually("the master") {
            // a question that comes before it listens is lost
            let uptime = ["-v2c", "-c", "public", "-t", "0.2", "-r", "0", address, "1.3.6.1.2.1.1.3.0"]
            return try await run("snmpget", uptime).status == 0 ? true : nil
        }
        return master
    }

    /// Starts a subagent.
    func subagent(_ arguments: [String]) throws -> ChildProcess {
        try ChildProcess(
            Program.snmp,
            [
                "--agentx.socket", socket, "--agentx.ping-interval", "1s", "--state-directory", "\(folder)/indexes",
            ] + arguments)
    }

    /// Waits until a subagent tells of guests.
    func answers(of subagent: ChildProcess) async throws {
        do {
            _ = try await eventually("the subagent's answer") {
                if let status = subagent.exitStatus {
                    throw Program.Failure(description: "virtpulse-snmp ended with \(status)")
                }
                let count = try await get("\(GuestTests.SNMPTests.vm).1.2.0")
                return Int(count).map { $0 > 0 } == true ? true : nil
            }
        } catch {
            throw Program.Failure(
                description: "\(error); its log: \(subagent.text(subagent.errors)); the master's: \(log)")
        }
    }

    /// Runs `body` with a master, and a subagent that has answered.
    static func with(_ arguments: [String], _ body: (SNMPMaster, ChildProcess) async throws -> Void) async throws {
        let master = try await SNMPMaster()
        defer { master.stop() }
        let snmpd = try await master.start()
        defer { snmpd.end() }
        let subagent = try master.subagent(arguments)
        defer { subagent.end() }
        try await master.answers(of: subagent)
        try await body(master, subagent)
    }

    func stop() {
        trapd.end()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What the master says.
    var log: String { (try? String(contentsOfFile: "\(folder)/snmpd.log", encoding: .utf8)) ?? "" }

    /// What was notified so far.
    var notifications: String { trapd.text(trapd.output) }

    /// Runs one of net-snmp's programs.
    func run(_ program: String, _ arguments: [String]) async throws -> Program.Output {
        try await Program.run(program, arguments, environment: state)
    }

    /// Instances and their values, as `snmpget` and the others print them with `-On -Oq -Oe -OU`: numbers alone.
    func cells(_ text: String) -> [(oid: String, value: String)] {
        text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("."), let space = line.firstIndex(of: " ") else { return nil }
            return (String(line[line.index(after: line.startIndex)..<space]), String(line[line.index(after: space)...]))
        }
    }

    private static let form = ["-On", "-Oq", "-Oe", "-OU", "-Ob", "-t", "5", "-r", "1"]

    /// The value of an instance; empty if the master does not answer.
    func get(_ oid: String, version: [String] = ["-v2c", "-c", "public"]) async throws -> String {
        let answer = try await run("snmpget", version + Self.form + [address, oid])
        return cells(answer.out).first?.value ?? ""
    }

    /// A subtree, by GETBULK of so many repetitions, or by GETNEXT.
    func walk(
        _ oid: String, repetitions: Int? = 20, version: [String] = ["-v2c", "-c", "public"]
    ) async throws -> [(oid: String, value: String)] {
        let bulk = repetitions.map { ["-Cr\($0)"] } ?? []
        let answer = try await run(
            repetitions == nil ? "snmpwalk" : "snmpbulkwalk", version + Self.form + bulk + [address, oid])
        guard answer.status == 0 else {
            throw Program.Failure(description: "no walk of \(oid): \(answer.err)\(answer.out.suffix(300))")
        }
        return cells(answer.out)
    }

    /// One column, by what follows it.
    func column(_ oid: String) async throws -> [String: String] {
        Dictionary(
            try await walk(oid).map { (String($0.oid.dropFirst(oid.count + 1)), $0.value) }, uniquingKeysWith: { $1 })
    }
}
