import CommandLineInterface
import Glibc
import NagiosOutput

/// `--extra-opts[=SECTION][@FILE]`: options out of an ini file, as the Monitoring Plugins have them.
enum ExtraOptions {
    /// The section unless one is named.
    static let section = "check_virtpulse"

    /// Where the Monitoring Plugins look, the first one that exists.
    private static let usualFiles = [
        "/etc/monitoring-plugins/monitoring-plugins.ini", "/etc/monitoring-plugins.ini", "/etc/nagios/plugins.ini",
        "/usr/local/etc/monitoring-plugins/monitoring-plugins.ini", "/usr/local/etc/monitoring-plugins.ini",
        "/etc/opt/monitoring-plugins.ini",
    ]

    /// The options of ours that take no value, so that what stands behind them is an option again.
    static let flags = [
        "--active", "--inactive", "--persistent", "--ping", "--orphans", "--allow-read-write", "-v", "--verbose", "-V",
        "--version", "-h", "--help",
    ]

    /// Arguments without the options that name files, and what those files have.
    ///
    /// What is given in the files holds unless the arguments say otherwise, wherever among them a file is named.
    /// - Throws: ``NagiosOutput/CheckMistake`` for a file that cannot be read or has no such section.
    static func separated(
        _ arguments: [String]
    ) throws(CheckMistake) -> (preset: [String], given: [String]) {
        var (preset, given): ([String], [String]) = ([], [])
        var isValue = false
        for (position, argument) in arguments.enumerated() {
            // tenants choose names, such as one that looks like this option
            if isValue {
                given.append(argument)
                isValue = false
            } else if argument == "--" {
                // what stands behind is no option any more
                return (preset, given + arguments[position...])
            } else if argument == "--extra-opts" {
                preset += try options("")
            } else if argument.hasPrefix("--extra-opts=") {
                preset += try options(String(argument.dropFirst("--extra-opts=".count)))
            } else {
                given.append(argument)
                isValue = takesValue(argument)
            }
        }
        return (preset, given)
    }

    /// Whether what stands behind an argument is its value.
    private static func takesValue(_ argument: String) -> Bool {
        guard argument.hasPrefix("-"), argument.count > 1 else { return false }
        if argument.hasPrefix("--") { return !argument.contains("=") && !flags.contains(argument) }
        // of several letters together the last one has it
        return argument.last.map { !flags.contains("-\($0)") } ?? false
    }

    private static func options(_ place: String) throws(CheckMistake) -> [String] {
        let parts = place.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let section = parts.first.flatMap { $0.isEmpty ? nil : String($0) } ?? section
        let file: String
        if parts.count == 2, !parts[1].isEmpty {
            file = String(parts[1])
        } else {
            guard let usual = usualFiles.first(where: { unsafe access($0, F_OK) == 0 }) else {
                throw CheckMistake(
                    "--extra-opts: there is none of the usual ini files; name one: --extra-opts=\(section)@FILE")
            }
            file = usual
        }
        let text: String
        do throws(ConfigurationFileError) { text = try ConfigurationFile.text(file) } catch {
            throw CheckMistake("--extra-opts: \(file): \(error.reason)")
        }
        guard let options = try arguments(of: section, in: text, file: file) else {
            throw CheckMistake("--extra-opts: \(file) has no section [\(section)]")
        }
        return options
    }

    /// The options of a section as arguments; `nil` if there is no such section.
    static func arguments(of section: String, in text: String, file: String) throws(CheckMistake) -> [String]? {
        var isFound = false
        var isInside = false
        var result: [String] = []
        for (position, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = trimmed(line)
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "[" {
                guard line.hasSuffix("]") else {
                    throw CheckMistake("--extra-opts: \(file):\(position + 1): '\(line)' has no ']'")
                }
                isInside = trimmed(line.dropFirst().dropLast()) == section
                isFound = isFound || isInside
                continue
            }
            guard isInside else { continue }
            let sides = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = trimmed(sides[0])
            guard !name.isEmpty, !name.hasPrefix("-") else {
                throw CheckMistake(
                    "--extra-opts: \(file):\(position + 1): '\(line)' is no NAME=VALUE; write names without dashes")
            }
            let isShort = name.count == 1
            guard sides.count == 2 else {
                result.append(isShort ? "-\(name)" : "--\(name)")
                continue
            }
            let value = String(trimmed(sides[1]))
            result += isShort ? ["-\(name)", value] : ["--\(name)=\(value)"]
        }
        return isFound ? result : nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
