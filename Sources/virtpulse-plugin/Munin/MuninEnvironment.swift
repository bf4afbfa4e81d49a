import CommandLineInterface
import Feed
import Glibc
import MuninOutput

/// What munin's node tells a plugin: its own capabilities, and the operator's settings (`env.NAME` of `plugin-conf.d`).
struct MuninEnvironment {
    /// Whether several graphs at once may be told.
    let hasMultigraph: Bool
    /// Whether the values may stand with the configuration.
    let hasDirtyConfig: Bool

    /// Reads the process's environment.
    init() {
        hasMultigraph = Self.variable("MUNIN_CAP_MULTIGRAPH") == "1"
        hasDirtyConfig = Self.variable("MUNIN_CAP_DIRTYCONFIG") == "1"
    }

    /// What the operator chose of graphs.
    func settings() throws(OperatorError) -> MuninSettings {
        var settings = MuninSettings()
        settings.isStacked = try isStacked()
        settings.warning = try range("warning")
        settings.critical = try range("critical")
        if let topics = Self.variable("topics") { settings.topics = try Self.topics(topics) }
        return settings
    }

    /// Where the sample comes from: by options, else by settings, as munin's plugins for libvirt always had `env.uri`.
    func source(_ chosen: SourceSettings) throws(OperatorError) -> SampleSource {
        var host = HostOptions()
        host.uri = chosen.uri
        if host.uri == nil, let uri = Self.variable("uri") {
            if let mistake = HostOptions.mistake(in: uri, of: "env.uri") { throw .usage(mistake) }
            host.uri = uri
        }
        if let mistake = host.mistake { throw .usage(mistake) }
        var origin = chosen.origin
        if origin == nil, let name = Self.variable("source") {
            origin = SampleOrigin(rawValue: name)
            if origin == nil { throw .usage("env.source is '\(name)'; set it to auto, feed or libvirt") }
        }
        return SampleSource(
            origin: origin ?? .auto,
            feedSocket: chosen.feedSocket ?? Self.variable("feed_socket") ?? FeedClient.defaultPath,
            host: host, deadline: chosen.deadline)
    }

    private func isStacked() throws(OperatorError) -> Bool {
        switch Self.variable("stack") {
        case nil, "0"?: false
        case "1"?: true
        case let other?: throw .usage("env.stack is '\(other)'; set it to 1 for stacked graphs, or to 0")
        }
    }

    /// A limit as munin has it: the most, or the least and the most with a colon between.
    private func range(_ name: String) throws(OperatorError) -> String? {
        guard let text = Self.variable(name) else { return nil }
        let ends = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.allSatisfy({ $0.isEmpty || Double($0)?.isFinite == true }), ends.contains(where: { !$0.isEmpty })
        else { throw .usage("env.\(name) is '\(text)'; set it to a number such as 92, or to a range such as 10:92") }
        return text
    }

    private static func topics(_ text: String) throws(OperatorError) -> [MuninTopic] {
        var topics: [MuninTopic] = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
            guard let topic = MuninTopic(rawValue: String(word)) else {
                let known = MuninTopic.allCases.map(\.rawValue).joined(separator: " ")
                throw .usage("env.topics has '\(word)', which is none; there are: \(known)")
            }
            if !topics.contains(topic) { topics.append(topic) }
        }
        guard !topics.isEmpty else { throw .usage("env.topics names no topic; name one, or leave it out") }
        return topics
    }

    /// A variable that is set, to more than nothing.
    private static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name).map({ unsafe String(cString: $0) }), !value.isEmpty else { return nil }
        return value
    }
}
