package import Foundation

/// What the kernel says of a process, from `/proc`; nothing of one that has ended.
package struct ProcessFigures: Sendable {
    package let id: pid_t

    package init(id: pid_t) { self.id = id }

    private var folder: String { "/proc/\(id)" }

    /// A thread of the process by its name, which the kernel cuts at 15 bytes.
    package struct Thread: Sendable {
        package let name: String
        /// The function of the kernel it waits in; `0` for one that does not wait.
        package let place: String
        /// Number and arguments of the system call it waits in.
        package let call: [Substring]
        fileprivate let folder: String

        /// How often it was given up or taken from a processor: the same twice means that it slept in between.
        package var switches: [String] {
            read("\(folder)/status").split(separator: "\n").filter { $0.contains("ctxt_switches") }.map(String.init)
        }
    }

    package var threads: [Thread] {
        entries("\(folder)/task").map { id in
            let folder = "\(folder)/task/\(id)"
            let name = read("\(folder)/comm").trimmingCharacters(in: .newlines)
            return Thread(
                name: name, place: read("\(folder)/wchan"), call: read("\(folder)/syscall").split(separator: " "),
                folder: folder)
        }
    }

    /// Threads that make the agent's calls to libvirt.
    package var callThreads: Int { threads.count { $0.name == "libvirt" } }

    /// Threads that wait in poll for libvirt's answer; an idle one waits for work instead.
    package var unansweredCalls: Int {
        threads.count { $0.name == "libvirt" && $0.place.hasPrefix("poll") }
    }

    package var descriptors: Int { entries("\(folder)/fd").count }

    /// Connected Unix sockets, which the agent has to libvirt alone.
    package var connections: Int {
        let unix = Set(
            read("/proc/net/unix").split(separator: "\n").compactMap { $0.split(separator: " ").dropFirst(6).first })
        return entries("\(folder)/fd").count { descriptor in
            let target =
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/fd/\(descriptor)")) ?? ""
            return target.hasPrefix("socket:[") && unix.contains(target.dropFirst(8).dropLast())
        }
    }

    /// Resident memory.
    package var residentMebibytes: Double {
        let line = read("\(folder)/status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Double($0) }.map { $0 / 1024 } ?? 0
    }

    private func entries(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
}

private func read(_ path: String) -> String {
    // files of /proc say that they are empty, so they are read to their end
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
    }
}
