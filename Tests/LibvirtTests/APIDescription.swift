import Foundation

/// What the installed libvirt says about its own API.
struct APIDescription {
    /// Enumeration members by type, in the file's order; sentinels left out.
    private(set) var members: [String: [(name: String, value: Int64)]] = [:]

    /// Reads the file that `pkg-config` names, or the one in `VIRTPULSE_LIBVIRT_API` to try another version's.
    init() throws {
        let path = try ProcessInfo.processInfo.environment["VIRTPULSE_LIBVIRT_API"] ?? Self.installedPath()
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            guard line.contains("<enum "), let type = Self.attribute("type", of: line),
                let name = Self.attribute("name", of: line), !name.hasSuffix("_LAST"), !name.hasSuffix("_NR"),
                let value = Self.attribute("value", of: line).flatMap({ Int64($0) })
            else { continue }
            members[type, default: []].append((name, value))
        }
    }

    private static func attribute(_ name: String, of line: Substring) -> String? {
        guard let start = line.range(of: " \(name)='")?.upperBound, let end = line[start...].firstIndex(of: "'") else {
            return nil
        }
        return String(line[start..<end])
    }

    private static func installedPath() throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["pkg-config", "--variable=libvirt_api", "libvirt"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
