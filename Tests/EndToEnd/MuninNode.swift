import Foundation
import RealGuests

/// A munin-node with plugins of its own, and the master that asks it; neither sees the host's configuration.
final class MuninNode: Sendable {
    /// The name that the node has.
    static let name = "munin.test"

    let folder: URL
    let port: Int
    private let child: ChildProcess

    /// Starts a node with these plugins, each a link to the program.
    ///
    /// - Parameters:
    ///   - settings: Lines of `plugin-conf.d` for all of them.
    ///   - program: What they link to; a copy, for plugins run as `nobody`, who may not read where it was built.
    init(plugins: [String], settings: [String], program: String = Program.plugin) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-munin-\(UInt32.random(in: 0 ... .max))")
        port = Int.random(in: 20_000..<30_000)
        let files = FileManager.default
        for name in ["etc/plugins", "etc/plugin-conf.d", "state/plugin-state", "master/db", "master/log", "master/run"]
        {
            try files.createDirectory(at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        let copy = folder.appendingPathComponent("virtpulse-plugin").path
        try files.copyItem(atPath: program, toPath: copy)
        for plugin in plugins {
            try files.createSymbolicLink(
                atPath: folder.appendingPathComponent("etc/plugins/\(plugin)").path, withDestinationPath: copy)
        }
        let lines = "[libvirt*]\n" + settings.map { "\($0)\n" }.joined()
        try lines.write(to: folder.appendingPathComponent("etc/plugin-conf.d/test"), atomically: true, encoding: .utf8)
        try """
        log_level 4
        log_file \(folder.path)/node.log
        pid_file \(folder.path)/node.pid
        user root
        group root
        host_name \(Self.name)
        host 127.0.0.1
        port \(port)
        allow ^127\\.0\\.0\\.1$

        """.write(to: folder.appendingPathComponent("etc/munin-node.conf"), atomically: true, encoding: .utf8)
        try """
        dbdir \(folder.path)/master/db
        logdir \(folder.path)/master/log
        rundir \(folder.path)/master/run
        [\(Self.name)]
        address 127.0.0.1
        port \(port)
        use_node_name yes

        """.write(to: folder.appendingPathComponent("etc/munin.conf"), atomically: true, encoding: .utf8)
        _ = try await Program.output(of: "chown", ["-R", "munin:munin", folder.appendingPathComponent("master").path])
        child = try ChildProcess("unshare", ["--mount", "sh", "-c", Self.inNamespace, "node", folder.path])
        _ = try await eventually("munin-node's listener") { () -> Bool? in
            if let status = child.exitStatus {
                throw Program.Failure(
                    description: "munin-node ended with \(status): \(child.text(child.errors)) \(log)")
            }
            return try await ask("version").contains("2.") ? true : nil
        }
    }

    /// The program has the folders of its plugins and their state built in.
    private static let inNamespace = """
        mount --bind "$1/etc" /etc/munin && mount --bind "$1/state" /var/lib/munin-node &&
          exec munin-node --foreground --config /etc/munin/munin-node.conf
        """

    func stop() {
        child.end()
        try? FileManager.default.removeItem(at: folder)
    }

    /// What the node logged, plugins' standard error with it.
    var log: String {
        (try? String(contentsOf: folder.appendingPathComponent("node.log"), encoding: .utf8)) ?? ""
    }

    /// What the node answers to these commands.
    func ask(_ commands: String...) async throws -> String {
        let conversation = """
            exec 3<>"/dev/tcp/127.0.0.1/$1" && printf '%s\\n' "${@:2}" quit >&3 && timeout 60 cat <&3
            """
        return try await Program.run("bash", ["-c", conversation, "ask", String(port)] + commands, limit: .seconds(90))
            .out
    }

    /// Runs munin-update once, as the user that its packages run it as, and returns what it logged.
    func update() async throws -> String {
        let output = try await Program.run(
            "setpriv",
            [
                "--reuid", "munin", "--regid", "munin", "--clear-groups", "/usr/share/munin/munin-update", "--nofork",
                "--config_file", folder.appendingPathComponent("etc/munin.conf").path,
            ], limit: .seconds(120))
        guard output.status == 0 else {
            throw Program.Failure(description: "munin-update ended with \(output.status): \(output.err)")
        }
        let file = folder.appendingPathComponent("master/log/munin-update.log")
        let log = try String(contentsOf: file, encoding: .utf8)
        try FileManager.default.removeItem(at: file)
        return log
    }

    /// The master's files, without what all their names begin and end with.
    func files() throws -> Set<String> {
        let group = folder.appendingPathComponent("master/db/test")
        guard FileManager.default.fileExists(atPath: group.path) else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: group.path)
        return Set(
            names.filter { $0.hasSuffix(".rrd") }.map {
                String($0.dropFirst("\(Self.name)-".count).dropLast(".rrd".count))
            }
        )
    }

    /// The last value that was put into one of those files; `nil` if it is unknown.
    func last(_ file: String) async throws -> Double? {
        let text = try await Program.output(
            of: "rrdtool",
            ["lastupdate", folder.appendingPathComponent("master/db/test/\(Self.name)-\(file).rrd").path])
        guard let word = text.split(whereSeparator: \.isWhitespace).last else {
            throw Program.Failure(description: "rrdtool said nothing of \(file)")
        }
        return Double(word)
    }
}
