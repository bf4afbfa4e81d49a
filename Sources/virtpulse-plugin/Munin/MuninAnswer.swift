import Catalogue
import CommandLineInterface
import MuninOutput
import Snapshot

/// What munin asks of a plugin.
enum MuninVerb: String, CaseIterable {
    case fetch
    case config
    case autoconf
    case suggest
}

/// A plugin's answer to munin.
struct MuninAnswer {
    let plugin: MuninPlugin
    let verb: MuninVerb
    let source: SourceSettings

    /// Writes it to standard output.
    func write() throws(OperatorError) {
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
        if let warning = sample.warning { Complaint.write(warning) }
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
            reason = sample.problem ?? sample.warning
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
