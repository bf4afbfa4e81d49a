import Foundation

/// Counts the calls that a lab's libvirtd receives, whoever makes them, by what it writes of each message.
package struct DaemonCalls: Sendable {
    private let admin: String
    private let file: URL

    /// The program number of the calls for guests and hosts in libvirt's protocol; keepalive's and the admin interface's
    /// have others.
    private static let program = "prog=\(0x2000_8086) "

    /// Begins to count, until the daemon ends or ``stop()``.
    package init(_ lab: Lab) async throws {
        admin = "libvirtd:///system?socket=\(lab.folder)/root/run/libvirt/libvirt-admin-sock"
        let name = "calls-\(UInt32.random(in: 0 ... .max)).log"
        file = URL(fileURLWithPath: "\(lab.folder)/root/run/\(name)")
        try await configure("daemon-log-filters", "2:rpc.netserverclient")
        // as the lab sees it
        try await configure("daemon-log-outputs", "2:file:/run/\(name)")
    }

    /// Writes no more of calls.
    package func stop() async throws {
        try await configure("daemon-log-outputs", "3:stderr")
        try await configure("daemon-log-filters", "")
        try? FileManager.default.removeItem(at: file)
    }

    private func configure(_ command: String, _ value: String) async throws {
        _ = try await Program.output(of: "virt-admin", ["-c", admin, command, value])
    }

    /// The calls so far, by their procedures' numbers in libvirt's protocol.
    package var procedures: [Int] {
        let log = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return log.split(separator: "\n").compactMap { line in
            // type 0 is a call
            guard line.contains("RPC_SERVER_CLIENT_MSG_RX:"), line.contains(Self.program), line.contains(" type=0 ")
            else { return nil }
            return line.firstMatch(of: /\ proc=([0-9]+)\ /).flatMap { Int($0.1) }
        }
    }

    /// The calls so far, once there were none for half a second.
    package func quiet() async throws -> [Int] {
        var last = procedures
        _ = try await eventually("that nobody calls libvirtd") {
            try await Task.sleep(for: .milliseconds(500))
            let now = procedures
            defer { last = now }
            return now.count == last.count ? true : nil
        }
        return last
    }
}
