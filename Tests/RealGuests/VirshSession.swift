import Foundation
import Synchronization

/// One virsh that stays connected and is given commands, which is some hundred times faster than one for each.
package final class VirshSession: Sendable {
    private let child: ChildProcess
    private let folder: String
    private let marks = Mutex(0)

    /// Connects to a lab's libvirtd.
    package init(_ lab: Lab) throws {
        folder = lab.folder
        child = try ChildProcess("virsh", ["--quiet", "--connect", lab.writableURI], staysFed: true)
    }

    /// Runs commands one after another, those that fail too, and returns what they printed when all are done.
    @discardableResult
    package func run(_ commands: [String], within limit: Duration = .seconds(60)) async throws -> String {
        let (mark, from) = marks.withLock { marks in
            marks += 1
            return ("\n@@\(marks).", child.text(child.output).utf8.count)
        }
        try await child.write(commands.map { $0 + "\n" }.joined() + "echo \(mark.dropFirst())\n")
        let text = try await eventually(within: limit, "virsh's \(commands.last ?? "answer")") {
            () -> Substring.UTF8View? in
            guard child.exitStatus == nil else {
                throw Program.Failure(description: "virsh ended: \(child.text(child.errors))")
            }
            let printed = child.text(child.output).utf8.dropFirst(from)
            return String(Substring(printed)).contains(mark) ? printed : nil
        }
        return String(Substring(text))
    }

    /// Begins a backup of a running guest, which nobody reads: a job until `domjobabort` ends it.
    ///
    /// The lab's own virsh could not, which sees the files of the lab's system.
    package func beginBackup(of guest: String) async throws {
        let definition = "\(folder)/backup-\(guest).xml"
        try """
        <domainbackup mode='pull'><server transport='unix' socket='/run/backup-\(guest).sock'/></domainbackup>
        """.write(toFile: definition, atomically: true, encoding: .utf8)
        try await run(["backup-begin \(guest) \(definition)"])
    }

    /// The errors that commands ended with so far.
    package var errors: [String] {
        child.text(child.errors).split(separator: "\n").filter { $0.hasPrefix("error:") }.map(String.init)
    }

    /// The guests that libvirt knows, with what virsh calls their states.
    package func guests() async throws -> [String: String] {
        var guests: [String: String] = [:]
        for line in try await run(["list --all"]).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count == 3, words[0] == "-" || Int(words[0]) != nil else { continue }
            guests[String(words[1])] = String(words[2].filter { $0 != " " })
        }
        return guests
    }

    /// Ends virsh.
    package func end() { child.end() }
}
