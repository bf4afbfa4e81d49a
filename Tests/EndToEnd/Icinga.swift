import Foundation
import RealGuests

/// An Icinga 2 that runs the check as the user that its package makes, by the file of `plugins/nagios` as it is; it sees
/// nothing of the host's configuration but the templates that come with Icinga.
final class Icinga: Sendable {
    let folder: URL
    private let child: ChildProcess
    /// Constants that keep Icinga to the folder.
    private let constants: [String]

    /// What Icinga recorded of a check.
    struct Record: CustomStringConvertible {
        /// 0 for OK to 3 for UNKNOWN.
        let state: Int
        /// Values with units and ranges, by label.
        let values: [String: String]
        let output: String

        var description: String { "[\(state)] \(output) \(values)" }
    }

    /// Starts Icinga.
    ///
    /// - Parameters:
    ///   - objects: Hosts and services in Icinga's language. `FOLDER` is where Icinga keeps its files.
    ///   - others: More files there, by name.
    init(_ objects: String, files others: [String: String]) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-icinga-\(UInt32.random(in: 0 ... .max))")
        let path = folder.path
        let files = FileManager.default
        for name in ["data", "plugins"] {
            try files.createDirectory(at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        let program = "\(path)/plugins/virtpulse-plugin"
        try files.copyItem(atPath: Program.plugin, toPath: program)
        // what it was given is kept beside the records
        let script = """
            #!/bin/sh
            printf '%s\\n' "$*" >>\(path)/data/calls
            exec \(program) check "$@"

            """
        try script.write(toFile: "\(path)/plugins/check_virtpulse", atomically: true, encoding: .utf8)
        chmod("\(path)/plugins/check_virtpulse", 0o755)
        let ours = Program.root.appendingPathComponent("plugins/nagios/icinga2.conf").path
        try files.copyItem(atPath: ours, toPath: "\(path)/virtpulse.conf")
        try (Self.site + objects).replacingOccurrences(of: "FOLDER", with: path)
            .write(toFile: "\(path)/icinga2.conf", atomically: true, encoding: .utf8)
        for (name, text) in others {
            try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
        }
        _ = try await Program.output(of: "chown", ["-R", "nagios:nagios", "\(path)/data"])
        constants = [
            "DataDir=\(path)/data", "LogDir=\(path)/data", "CacheDir=\(path)/data", "SpoolDir=\(path)/data",
            "InitRunDir=\(path)/data", "ConfigDir=\(path)", "NodeName=master", "RunAsUser=nagios", "RunAsGroup=nagios",
        ].flatMap { ["-D", $0] }
        // whoever changes its user outlives its parent, but not the first process of its namespace
        child = try ChildProcess(
            "unshare",
            ["--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", #""$@" & wait $!"#, "sh"]
                + Self.unprivileged(["icinga2", "daemon", "-c", "\(path)/icinga2.conf"] + constants))
    }

    func stop() {
        child.end()
        try? FileManager.default.removeItem(at: folder)
    }

    private static func unprivileged(_ command: [String]) -> [String] {
        ["setpriv", "--reuid=nagios", "--regid=nagios", "--clear-groups"] + command
    }

    /// What Icinga says of its configuration.
    func verify() async throws -> Program.Output {
        let command = Self.unprivileged(["icinga2", "daemon", "-C", "-c", "\(folder.path)/icinga2.conf"] + constants)
        return try await Program.run(command[0], Array(command.dropFirst()))
    }

    /// The services of a host with what Icinga made of their attributes, as it lists them.
    func services(of host: String) async throws -> [String: String] {
        let command = Self.unprivileged(["icinga2", "object", "list", "--type", "Service"] + constants)
        let text = try await Program.output(of: command[0], Array(command.dropFirst()))
        var services: [String: String] = [:]
        for object in text.components(separatedBy: "Object '").dropFirst() {
            let name = object.prefix { $0 != "'" }
            guard name.hasPrefix("\(host)!") else { continue }
            services[String(name.dropFirst(host.count + 1))] = object
        }
        return services
    }

    /// Has services checked now, whose turn comes within the interval else.
    func check(_ services: [String], of host: String) async throws {
        let pipe = "\(folder.path)/data/commands"
        let now = Int(Date().timeIntervalSince1970)
        let lines = services.map { "[\(now)] SCHEDULE_FORCED_SVC_CHECK;\(host);\($0);\(now)\n" }.joined()
        _ = try await eventually(within: .seconds(60), "Icinga's pipe; \(log)") { () -> Bool? in
            if let status = child.exitStatus {
                throw Program.Failure(description: "Icinga ended with \(status): \(log)")
            }
            // without a reader it does not open
            let descriptor = open(pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            return Glibc.write(descriptor, lines, lines.utf8.count) == lines.utf8.count ? true : nil
        }
    }

    /// What was recorded of a service, the newest last.
    func records(of service: String, _ host: String) throws -> [Record] {
        let data = folder.appendingPathComponent("data")
        let names = try FileManager.default.contentsOfDirectory(atPath: data.path)
            .filter { $0.hasPrefix("perfdata.") }.sorted()
        var records: [Record] = []
        for name in names {
            let text = try String(contentsOf: data.appendingPathComponent(name), encoding: .utf8)
            for line in text.components(separatedBy: "RECORD\t").dropFirst() {
                let fields = line.split(separator: "\t", maxSplits: 4, omittingEmptySubsequences: false)
                guard fields.count == 5, fields[0] == host, fields[1] == service, let state = Int(fields[2]) else {
                    continue
                }
                let values = Self.values(String(fields[3]))
                records.append(Record(state: state, values: values, output: String(fields[4].dropLast())))
            }
        }
        return records
    }

    /// What is recorded of a service that is checked in any case: the first that is as it should be.
    func firstRecord(of service: String, _ host: String, until isReached: (Record) -> Bool) async throws -> Record {
        let first = try await eventually(within: .seconds(60), "\(service); \(log)") {
            try records(of: service, host).first
        }
        if isReached(first) { return first }
        return try await record(of: service, host, until: isReached)
    }

    /// Has a service checked until what is recorded of it is as it should be.
    func record(of service: String, _ host: String, until isReached: (Record) -> Bool) async throws -> Record {
        let earlier = try records(of: service, host).count
        var last: Record?
        do {
            return try await eventually(within: .seconds(60), service) {
                try await check([service], of: host)
                let records = try records(of: service, host).dropFirst(earlier)
                last = records.last
                if let record = records.first(where: isReached) { return record }
                // it records every two seconds
                try await Task.sleep(for: .milliseconds(500))
                return nil
            }
        } catch {
            throw Program.Failure(description: "\(error); the last was \(last?.description ?? "none"); \(log)")
        }
    }

    /// The options of each call of the check so far, in one line each.
    var calls: [String] {
        let text = (try? String(contentsOf: folder.appendingPathComponent("data/calls"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    private var log: String { String((child.text(child.output) + child.text(child.errors)).suffix(2000)) }

    /// Icinga puts labels in apostrophes that have a blank, and no others.
    private static func values(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for match in text.matches(of: /(?:'([^'=]*)'|([^\s'=]+))=(\S*)/) {
            values[String(match.1 ?? match.2 ?? "")] = String(match.3)
        }
        return values
    }

    /// What a site has, and ours is put into.
    private static let site = """
        const PluginDir = "/usr/lib/nagios/plugins"
        const PluginContribDir = "FOLDER/plugins"
        const ZoneName = NodeName
        const MaxConcurrentChecks = 4
        include <itl>
        include <plugins>
        object CheckerComponent "checker" { }
        object PerfdataWriter "perfdata" {
          service_format_template = "RECORD\\t$host.name$\\t$service.name$\\t$service.state_id$\\t$service.perfdata$\\t$service.output$"
          service_perfdata_path = "FOLDER/data/perfdata"
          service_temp_path = "FOLDER/data/written"
          host_perfdata_path = "FOLDER/data/hosts"
          host_temp_path = "FOLDER/data/written-hosts"
          rotation_interval = 2s
        }
        object ExternalCommandListener "command" { command_path = "FOLDER/data/commands" }
        object Endpoint NodeName { }
        object Zone ZoneName { endpoints = [ NodeName ] }
        template Host "generic-host" { check_command = "dummy" }
        include "virtpulse.conf"

        """
}
