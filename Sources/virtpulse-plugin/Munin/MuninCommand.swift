import ArgumentParser
import Catalogue
import CommandLineInterface
import MuninOutput
import Snapshot

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

    /// What munin asks of a plugin.
    enum Verb: String, ExpressibleByArgument, CaseIterable {
        case fetch
        case config
        case autoconf
        case suggest
    }

    @Option(
        help: ArgumentHelp("The plugin, by the name that its file has in munin.", valueName: "name"),
        transform: Self.plugin)
    var plugin: MuninPlugin

    @Argument(
        help: ArgumentHelp(
            "fetch tells the values, config what they look like, autoconf whether there is a host to tell of, "
                + "suggest which plugins there may be by the name that ends with _.",
            valueName: "verb"))
    var verb = Verb.fetch

    @OptionGroup(title: "Source") var source: SourceOptions

    private static func plugin(_ name: String) throws -> MuninPlugin {
        guard let plugin = MuninPlugin(named: name) else {
            throw ValidationError("there is no plugin '\(name)'; plugins: \(MuninPlugin.names)")
        }
        return plugin
    }

    func run() throws {
        let environment = MuninEnvironment()
        switch verb {
        case .fetch: try tell(.values, environment)
        case .config:
            try tell(environment.hasDirtyConfig ? [.configuration, .values] : .configuration, environment)
        case .autoconf: try tellWhetherUsable(environment)
        case .suggest: try suggest(environment)
        }
    }

    private func tell(_ parts: MuninText.Parts, _ environment: MuninEnvironment) throws(OperatorError) {
        guard !plugin.isTemplate else {
            throw .usage("\(plugin.name) is the beginning of plugins' names; 'suggest' tells how they may go on")
        }
        guard !plugin.isMultigraph || environment.hasMultigraph else {
            throw .failure(
                "\(plugin.name) tells several graphs, which munin did not ask for (MUNIN_CAP_MULTIGRAPH=1); "
                    + "take a plugin of one topic instead, such as libvirt_disk")
        }
        let settings = try environment.settings()
        let plugin = plugin
        let sample = try environment.source(source).sample(
            SampleSource.Request(
                collectors: plugin.collectors(settings), isNeeded: { plugin.needs(guest: $0) }))
        if sample.isFallback { Complaint.write(FallbackWarning.text) }
        if let problem = sample.problem {
            Complaint.write(problem)
        } else {
            for problem in sample.snapshot.status.problems { Complaint.write(problem.description) }
            if !plugin.hasSubject(in: sample.snapshot) {
                Complaint.write(
                    "\(plugin.name): there is no such guest or pool now; 'suggest' names those that there are")
            }
        }
        var text = MuninText()
        text.append(
            plugin.graphs(of: sample.snapshot, age: sample.age, settings: settings), parts,
            isMultigraph: plugin.isMultigraph)
        try StandardOutput.write(text.text)
    }

    /// Whether there is a host to tell of; the answer is the output, so it is no failure that there is none.
    private func tellWhetherUsable(_ environment: MuninEnvironment) throws(OperatorError) {
        var reason: String?
        do throws(OperatorError) {
            let sample = try environment.source(source).sample(SampleSource.Request(collectors: []))
            reason = sample.problem ?? (sample.isFallback ? FallbackWarning.text : nil)
        } catch {
            reason = error.description
        }
        try StandardOutput.write(reason.map { "no (\(TerminalText.line($0)))\n" } ?? "yes\n")
    }

    private func suggest(_ environment: MuninEnvironment) throws(OperatorError) {
        var snapshot: Snapshot?
        if plugin.needsSampleForSuggestions {
            let request = SampleSource.Request(collectors: plugin.collectorsOfSuggestions)
            let sample = try environment.source(source).sample(request)
            if let problem = sample.problem { throw .failure(problem) }
            snapshot = sample.snapshot
        }
        try StandardOutput.write(plugin.suggestions(of: snapshot).map { "\($0)\n" }.joined())
    }
}
