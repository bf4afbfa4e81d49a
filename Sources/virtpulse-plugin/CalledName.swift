import CommandLineInterface
import MuninOutput

/// The name that the program is called by, which may choose the subcommand: monitoring systems know plugins by their files.
enum CalledName {
    /// The answer to a whole command line as munin's node has it: a plugin's name, and perhaps what is asked of it.
    ///
    /// Such a line has no options, and reading those takes longer than the answer.
    static func answer(to line: [String]) -> MuninAnswer? {
        guard line.count <= 2, let plugin = MuninPlugin(named: name(in: line)),
            let verb = line.count == 2 ? MuninVerb(rawValue: line[1]) : .fetch
        else { return nil }
        return MuninAnswer(plugin: plugin, verb: verb, source: SourceSettings())
    }

    /// The arguments of the check, if a whole command line means that: its rules of exit codes are not those of the others.
    static func check(_ line: [String]) -> [String]? {
        if name(in: line).hasPrefix("check_") { return Array(line.dropFirst()) }
        return line.dropFirst().first == "check" ? Array(line.dropFirst(2)) : nil
    }

    /// The arguments of the command that a whole command line means, its first word being the program's name.
    ///
    /// - Throws: For a name that is neither the program's nor a plugin's, where nothing else says what is meant.
    static func arguments(_ line: [String]) throws(OperatorError) -> [String] {
        let name = name(in: line)
        guard line.count > 1 || name.hasPrefix("libvirt") || name.hasPrefix(VirtpulsePlugin.name) else {
            throw .usage(
                "it is called '\(TerminalText.safe(name))', which names no plugin; link it by the name of one, such as "
                    + "libvirt_disk")
        }
        return subcommand(for: name) + line.dropFirst()
    }

    private static func name(in line: [String]) -> String {
        line.first?.split(separator: "/").last.map(String.init) ?? ""
    }

    /// The subcommand that a name stands for, with its arguments; none for the program's own.
    private static func subcommand(for name: String) -> [String] {
        // whether there is such a plugin of munin's, its subcommand knows best
        name.hasPrefix("libvirt") ? ["munin", "--plugin", name] : []
    }
}
