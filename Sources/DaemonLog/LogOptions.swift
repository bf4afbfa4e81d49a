public import ArgumentParser
public import Logging

/// What is logged, and how.
public struct LogOptions: ParsableArguments {
    /// `--log.level`.
    @Option(
        name: .customLong("log.level"),
        help: ArgumentHelp(
            "The least that is logged: trace, debug, info, notice, warning, error or critical (default: info).",
            valueName: "level"),
        transform: Self.level)
    public var level = Logger.Level.info

    /// `--log.format`.
    @Option(name: .customLong("log.format"), help: ArgumentHelp("How it is logged.", valueName: "format"))
    public var format = LineLogHandler.Format.logfmt

    /// What nobody has chosen yet.
    public init() {}

    private static func level(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw ValidationError("choose one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return level
    }

    /// Where a program of this name logs.
    public func logger(_ name: String = "virtpulse") -> Logger {
        Logger(label: name) { LineLogHandler(label: $0, format: format, level: level) }
    }
}

extension LineLogHandler.Format: ExpressibleByArgument {}
