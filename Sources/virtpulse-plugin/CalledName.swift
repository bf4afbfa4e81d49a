/// The name that the program is called by, which may choose the subcommand: monitoring systems know plugins by their files.
enum CalledName {
    /// The arguments of the command that a whole command line means, its first word being the program's name.
    static func arguments(_ line: [String]) -> [String] {
        let name = line.first?.split(separator: "/").last.map(String.init) ?? ""
        return subcommand(for: name) + line.dropFirst()
    }

    /// The subcommand that a name stands for, with its arguments; none for the program's own.
    private static func subcommand(for name: String) -> [String] {
        // whether there is such a plugin of munin's, its subcommand knows best
        name.hasPrefix("libvirt") ? ["munin", "--plugin", name] : []
    }
}
