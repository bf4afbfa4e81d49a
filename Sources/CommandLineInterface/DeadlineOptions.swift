public import ArgumentParser

/// How long one sample may take.
public struct DeadlineOptions: ParsableArguments {
    /// `--sample.deadline`, at least 100 ms.
    @Option(
        name: .customLong("sample.deadline"),
        help: ArgumentHelp(
            "How long libvirt may take for a sample, such as 500ms or 10s; at least 100ms (default: 5s).",
            valueName: "duration"),
        transform: { try Timespan($0, atLeast: .milliseconds(100)) })
    public var deadline = Self.usual

    /// How long it may take unless told otherwise.
    public static let usual = Timespan(.seconds(5))

    /// The usual deadline.
    public init() {}
}
