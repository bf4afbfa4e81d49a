import ArgumentParser
import CommandLineInterface
import MuninOutput

/// `virtpulse-plugin munin`: a plugin of munin's node.
struct MuninCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "munin",
        abstract: "A plugin for munin.",
        discussion: """
            Called by the name of a plugin, as munin's node calls it, the program needs no other words: \
            ln -s PROGRAM /etc/munin/plugins/libvirt_disk. \
            Plugins: \(MuninPlugin.names); TOPIC_ and a guest's name in munin is that guest's graph. \
            A host that is down is no failure: what is known has the value U, and the reason goes to standard error.
            """)

    @Option(
        help: ArgumentHelp("The plugin, by the name that its file has in munin.", valueName: "name"),
        transform: Self.plugin)
    var plugin: MuninPlugin

    @Argument(
        help: ArgumentHelp(
            "fetch tells the values, config what they look like, autoconf whether there is a host to tell of, "
                + "suggest which plugins there may be by the name that ends with _.",
            valueName: "verb"))
    var verb = MuninVerb.fetch

    @OptionGroup(title: "Source") var source: SourceOptions

    private static func plugin(_ name: String) throws -> MuninPlugin {
        guard let plugin = MuninPlugin(named: name) else {
            throw ValidationError("there is no plugin '\(name)'; plugins: \(MuninPlugin.names)")
        }
        return plugin
    }

    func run() throws {
        try MuninAnswer(plugin: plugin, verb: verb, source: source.settings).write()
    }
}

extension MuninVerb: ExpressibleByArgument {}
