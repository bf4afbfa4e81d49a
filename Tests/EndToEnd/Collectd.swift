import Foundation
import RealGuests

/// A collectd that writes what its plugins tell to files of comma separated values; it sees nothing of the host's
/// configuration.
final class Collectd: Sendable {
    /// The name that it gives its host.
    static let host = "node1.test"

    let folder: URL
    private let child: ChildProcess

    /// Starts collectd.
    ///
    /// - Parameters:
    ///   - interval: Seconds.
    ///   - plugins: Lines of its configuration; `PROGRAM` is a copy of the program that `nobody` may run, `FOLDER` where it
    ///     is.
    init(interval: Int = 1, _ plugins: String) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-collectd-\(UInt32.random(in: 0 ... .max))")
        let files = FileManager.default
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        let program = folder.appendingPathComponent("virtpulse-plugin").path
        try files.copyItem(atPath: Program.plugin, toPath: program)
        let path = folder.path
        let lines = plugins.replacingOccurrences(of: "PROGRAM", with: program)
            .replacingOccurrences(of: "FOLDER", with: path)
        let configuration = folder.appendingPathComponent("collectd.conf")
        try """
        BaseDir "\(path)"
        PIDFile "\(path)/pid"
        Interval \(interval)
        Hostname "\(Self.host)"
        FQDNLookup false
        LoadPlugin logfile
        <Plugin logfile>
          LogLevel info
          File "\(path)/log"
        </Plugin>
        LoadPlugin csv
        <Plugin csv>
          DataDir "\(path)/csv"
        </Plugin>
        LoadPlugin unixsock
        <Plugin unixsock>
          SocketFile "\(path)/socket"
        </Plugin>
        \(lines)

        """.write(to: configuration, atomically: true, encoding: .utf8)
        try Self.prepareNotices(in: path)
        child = try ChildProcess("collectd", ["-f", "-C", configuration.path])
    }

    /// The lines that have collectd run the program.
    static func exec(_ arguments: [String], user: String = "nobody") -> String {
        // not the one that this machine may have
        let feed = arguments.contains("--feed.socket") ? [] : ["--feed.socket", "FOLDER/feed.sock"]
        let words = ["PROGRAM", "collectd"] + arguments + feed
        let quoted = words.map {
            "\"\($0.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\""))\""
        }
        return "LoadPlugin exec\n<Plugin exec>\nExec \"\(user)\" \(quoted.joined(separator: " "))\n</Plugin>"
    }

    /// The lines that have collectd use its own plugin for libvirt.
    static func virt(_ uri: String, _ options: [String]) -> String {
        let lines = ["Connection \"\(uri)\""] + options
        return "LoadPlugin virt\n<Plugin virt>\n\(lines.joined(separator: "\n"))\n</Plugin>"
    }

    func stop() {
        child.end()
        try? FileManager.default.removeItem(at: folder)
    }

    func signal(_ number: Int32) { child.signal(number) }

    var exitStatus: Int32? { child.exitStatus }

    /// Lines that have collectd hand notifications to a script, for ``notices``.
    static let notifying = "LoadPlugin exec\n<Plugin exec>\nNotificationExec \"nobody\" \"FOLDER/notify\"\n</Plugin>"

    /// A notification.
    struct Notice: Hashable, CustomStringConvertible {
        /// What it says of itself, such as `Host`.
        let fields: [String: String]
        let message: String
        /// Seconds of Unix time.
        let time: Double

        /// Everything but the time.
        var description: String {
            fields.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ") + ": " + message
        }
    }

    /// What was notified so far, by time.
    var notices: [Notice] {
        let lines = text("notices").split(separator: "\n").map { line in
            let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            var fields: [String: String] = [:]
            for part in parts.prefix(while: { !$0.isEmpty }) {
                guard let colon = part.firstRange(of: ": ") else { continue }
                fields[String(part[..<colon.lowerBound])] = String(part[colon.upperBound...])
            }
            let time = fields.removeValue(forKey: "Time").flatMap { Double($0) } ?? 0
            return Notice(fields: fields, message: parts.drop { !$0.isEmpty }.joined(), time: time)
        }
        return lines.sorted { $0.time < $1.time }
    }

    /// Makes what ``notifying`` names.
    private static func prepareNotices(in path: String) throws {
        try """
        #!/bin/sh
        line=$(tr '\\n' '|')
        printf '%s\\n' "$line" >>\(path)/notices

        """.write(toFile: "\(path)/notify", atomically: true, encoding: .utf8)
        chmod("\(path)/notify", 0o755)
        _ = FileManager.default.createFile(atPath: "\(path)/notices", contents: nil)
        chmod("\(path)/notices", 0o666)
    }

    /// What it logged.
    var log: String { text("log") }

    /// What it answered to what it read, where one of its own users would look for that.
    var answers: String { child.text(child.output) }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
    }

    /// The process that it runs the program as, if it runs.
    var plugin: pid_t? {
        let name = folder.appendingPathComponent("virtpulse-plugin").path
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let id = pid_t(entry),
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/exe")) == name
            else { continue }
            return id
        }
        return nil
    }

    /// The values of one identifier.
    struct Series {
        /// What stands above the columns.
        var header = ""
        var rows: [(time: Double, values: [Double])] = []

        /// The same of a share of processors: what one interval has of it depends on when that began, so means are compared.
        func differencesOfMeans(from theirs: Series) -> (found: [String], compared: Int) {
            func mean(_ series: Series) -> Double {
                let values = series.rows.compactMap(\.values.first)
                return values.reduce(0, +) / Double(values.count)
            }
            let (value, wanted) = (mean(self), mean(theirs))
            let isEqual = abs(value - wanted) <= max(1.5, 0.4 * wanted)
            return (isEqual ? [] : ["\(value) on average, not \(wanted)"], min(rows.count, theirs.rows.count))
        }

        /// Where the values of a plugin lie around a moment of this series, and this one's do not among them.
        ///
        /// - Parameter slack: What they may be beside what changed in an interval.
        func differences(from theirs: Series, slack: Double) -> (found: [String], compared: Int) {
            var found: [String] = []
            var compared = 0
            for row in rows {
                let near = theirs.rows.filter { abs($0.time - row.time) <= 2.5 }
                guard near.contains(where: { $0.time <= row.time }), near.contains(where: { $0.time >= row.time })
                else { continue }
                guard near.allSatisfy({ $0.values.count == row.values.count }) else {
                    found.append("\(row.time): \(row.values.count) values")
                    continue
                }
                for column in row.values.indices {
                    let values = near.map { $0.values[column] }
                    let (value, low, high) = (row.values[column], values.min() ?? .nan, values.max() ?? .nan)
                    compared += 1
                    let change = high - low + slack
                    // what is no number is none of the plugin's, nor is any within what is none
                    if values.contains(where: \.isNaN) || !(value >= low - change && value <= high + change) {
                        found.append("\(row.time): \(value), not from \(low) to \(high)")
                    }
                }
            }
            return (found, compared)
        }
    }

    /// Waits until a value was written so often.
    func rows(_ count: Int, of name: String) async throws {
        do {
            _ = try await eventually(within: .seconds(60), "\(count) rows of \(name)") {
                try series(name)?.rows.count ?? 0 >= count ? true : nil
            }
        } catch {
            throw Program.Failure(description: "\(error): \(log.suffix(3000))")
        }
    }

    /// What was written so far, by identifier.
    func series() throws -> [String: Series] {
        var all: [String: Series] = [:]
        let paths = FileManager.default.enumerator(atPath: values.path)?.compactMap { $0 as? String } ?? []
        for path in paths.sorted() { if let name = Self.name(path) { try read(path, into: &all[name]) } }
        return all
    }

    /// What was written so far of one identifier, for which no other has to be read; `nil` if nothing was.
    func series(_ name: String) throws -> Series? {
        let folder = (name as NSString).deletingLastPathComponent
        let files = (try? FileManager.default.contentsOfDirectory(atPath: values.path + "/" + folder)) ?? []
        var series: Series?
        for file in files.sorted() where Self.name("\(folder)/\(file)") == name {
            try read("\(folder)/\(file)", into: &series)
        }
        return series
    }

    private var values: URL { folder.appendingPathComponent("csv") }

    /// The identifier whose values a file has, of which the date is the last part of its name; `nil` for a folder.
    private static func name(_ path: String) -> String? {
        let date = path.utf8.suffix(11)
        let isDate = zip(date, "-0000-00-00".utf8).allSatisfy { digit, form in
            form == UInt8(ascii: "-") ? digit == form : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
        }
        return date.count == 11 && isDate ? String(path.dropLast(11)) : nil
    }

    private func read(_ path: String, into known: inout Series?) throws {
        let text = try String(contentsOf: values.appendingPathComponent(path), encoding: .utf8)
        // one that is being written
        guard text.hasSuffix("\n") else { return }
        var series = known ?? Series()
        for line in text.split(separator: "\n") {
            let words = line.split(separator: ",")
            if words.first == "epoch" {
                series.header = String(line)
            } else if let time = words.first.flatMap({ Double($0) }) {
                let values = words.dropFirst().compactMap { Double($0) }
                guard values.count == words.count - 1 else {
                    throw Program.Failure(description: "\(path) has \(line)")
                }
                series.rows.append((time, values))
            }
        }
        known = series
    }
}
