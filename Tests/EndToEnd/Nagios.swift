import Foundation
import RealGuests

/// A Nagios with an NRPE beside it, in a network of their own, which run the check as the user that their packages make.
///
/// Both read the files of `plugins/nagios`: Nagios as they are, NRPE with the options of this host behind the program.
final class Nagios: Sendable {
    let folder: URL
    /// The configuration of Nagios.
    let configuration: String
    private let child: ChildProcess

    /// Starts both.
    ///
    /// - Parameters:
    ///   - options: What each call of the check has, such as its host.
    ///   - services: By description, the mode and the options of checks without NRPE, as Nagios's configuration has them.
    init(options: [String], services: [String: String]) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-nagios-\(UInt32.random(in: 0 ... .max))")
        let path = folder.path
        configuration = "\(path)/nagios.cfg"
        let files = FileManager.default
        for name in ["var/results", "plugins"] {
            try files.createDirectory(at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        let program = "\(path)/plugins/check_virtpulse"
        try files.copyItem(atPath: Program.plugin, toPath: program)
        try files.createSymbolicLink(
            atPath: "\(path)/plugins/check_nrpe", withDestinationPath: "/usr/lib/nagios/plugins/check_nrpe")
        let ours = Program.root.appendingPathComponent("plugins/nagios").path
        try files.copyItem(atPath: "\(ours)/virtpulse.cfg", toPath: "\(path)/virtpulse.cfg")
        let commands = try String(contentsOfFile: "\(ours)/nrpe.cfg", encoding: .utf8).replacingOccurrences(
            of: "/usr/lib/nagios/plugins/check_virtpulse", with: ([program] + options).joined(separator: " "))
        let texts = [
            "commands.cfg": commands, "nrpe.cfg": Self.nrpe(path), "nagios.cfg": Self.main(path),
            "resource.cfg": "$USER1$=\(path)/plugins\n",
            "objects.cfg": Self.objects
                + services.map { Self.service($0.key, "\($0.value) \(options.joined(separator: " "))") }.joined(),
        ]
        for (name, text) in texts {
            try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
        _ = try await Program.output(of: "chown", ["-R", "nagios:nagios", "\(path)/var"])
        // the port of NRPE that everybody knows is free in a network of one's own; nothing there outlives the first process,
        // which would outlive its parent if it changed its user
        child = try ChildProcess(
            "unshare",
            [
                "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
                #"ip link set lo up; nrpe -f -c "$1/nrpe.cfg" & nagios4 "$1/nagios.cfg" & wait $!"#, "nagios", path,
            ])
    }

    func stop() {
        child.end()
        try? FileManager.default.removeItem(at: folder)
    }

    /// What Nagios says of its configuration.
    func verify() async throws -> Program.Output { try await Program.run("nagios4", ["-v", configuration]) }

    /// What Nagios knows of a service, by the names of its status file; empty before it was checked.
    func status(of service: String) throws -> [String: String] {
        let text = (try? String(contentsOf: folder.appendingPathComponent("var/status.dat"), encoding: .utf8)) ?? ""
        for block in text.components(separatedBy: "servicestatus {").dropFirst() {
            var fields: [String: String] = [:]
            for line in block.split(separator: "\n").prefix(while: { $0 != "\t}" }) {
                let sides = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard sides.count == 2 else { continue }
                fields[String(sides[0].drop { $0 == "\t" })] = String(sides[1])
            }
            if fields["service_description"] == service, fields["has_been_checked"] == "1" { return fields }
        }
        return [:]
    }

    /// Waits until a service is as it should be.
    func status(
        of service: String, until isReached: ([String: String]) -> Bool
    ) async throws -> [String: String] {
        var last: [String: String] = [:]
        do {
            return try await eventually(within: .seconds(60), service) {
                if let status = child.exitStatus {
                    throw Program.Failure(description: "Nagios ended with \(status): \(child.text(child.output))")
                }
                last = try status(of: service)
                return !last.isEmpty && isReached(last) ? last : nil
            }
        } catch {
            throw Program.Failure(description: "\(error); the last was \(last)")
        }
    }

    /// Asks NRPE for one of its commands, as Nagios does.
    func askNRPE(_ arguments: String...) async throws -> Program.Output {
        try await Program.run(
            "nsenter",
            ["--net=/proc/\(child.id)/ns/net", "\(folder.path)/plugins/check_nrpe", "-H", "127.0.0.1", "-t", "60"]
                + arguments)
    }

    private static func service(_ description: String, _ check: String) -> String {
        """
        define service {
            use                  generic-service
            host_name            node1
            service_description  \(description)
            check_command        check_virtpulse!\(check)
        }

        """
    }

    private static func nrpe(_ path: String) -> String {
        """
        pid_file=\(path)/var/nrpe.pid
        server_address=127.0.0.1
        server_port=5666
        nrpe_user=nagios
        nrpe_group=nagios
        allowed_hosts=127.0.0.1
        dont_blame_nrpe=0
        command_timeout=60
        include=\(path)/commands.cfg

        """
    }

    private static func main(_ path: String) -> String {
        """
        log_file=\(path)/var/nagios.log
        cfg_file=\(path)/objects.cfg
        cfg_file=\(path)/virtpulse.cfg
        resource_file=\(path)/resource.cfg
        status_file=\(path)/var/status.dat
        status_update_interval=1
        check_result_path=\(path)/var/results
        temp_path=\(path)/var
        temp_file=\(path)/var/nagios.tmp
        object_cache_file=\(path)/var/objects.cache
        precached_object_file=\(path)/var/objects.precache
        command_file=\(path)/var/nagios.cmd
        query_socket=\(path)/var/nagios.qh
        lock_file=\(path)/var/nagios.lock
        state_retention_file=\(path)/var/retention.dat
        nagios_user=nagios
        nagios_group=nagios
        interval_length=1
        service_inter_check_delay_method=n
        use_syslog=0
        execute_host_checks=0
        enable_notifications=0
        check_for_updates=0
        illegal_macro_output_chars=`~$&|'"<>

        """
    }

    /// What a site has, and ours is put into.
    private static let objects = """
        define timeperiod {
            timeperiod_name  always
            alias            always
        \(["sun", "mon", "tues", "wednes", "thurs", "fri", "satur"].map { "    \($0)day 00:00-24:00\n" }.joined())}
        define command {
            command_name  nothing
            command_line  /bin/true
        }
        define contact {
            contact_name                   admin
            host_notification_period       always
            service_notification_period    always
            host_notification_commands     nothing
            service_notification_commands  nothing
        }
        define host {
            host_name            node1
            address              127.0.0.1
            max_check_attempts   1
            check_period         always
            notification_period  always
            contacts             admin
        }
        define hostgroup {
            hostgroup_name  kvm-hosts
            members         node1
        }
        define service {
            name                 generic-service
            max_check_attempts   1
            check_interval       2
            retry_interval       2
            check_period         always
            notification_period  always
            contacts             admin
            register             0
        }

        """
}
