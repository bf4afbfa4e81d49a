/// What an operator may choose of graphs, in munin by `env.NAME` of a plugin.
public struct MuninSettings: Sendable {
    /// Whether the lines of guests are stacked, where they add up to something.
    public var isStacked = false
    /// Where munin warns, instead of where a graph would by itself.
    public var warning: String?
    /// Where it is critical, likewise.
    public var critical: String?
    /// The topics of the plugin `libvirt`.
    public var topics = MuninTopic.allCases

    /// Nothing chosen.
    public init() {}
}
