import ArgumentParser
import Logging

/// What is logged, and how.
struct LogOptions: ParsableArguments {
    @Option(
        name: .customLong("log.level"),
        help: ArgumentHelp(
            "The least that is logged: trace, debug, info, notice, warning, error or critical (default: info).",
            valueName: "level"),
        transform: Self.level)
    var level = Logger.Level.info

    @Option(name: .customLong("log.format"), help: ArgumentHelp("How it is logged.", valueName: "format"))
    var format = LineLogHandler.Format.logfmt

    private static func level(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw ValidationError("choose one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return level
    }

    func logger() -> Logger {
        Logger(label: "virtpulse") { LineLogHandler(label: $0, format: format, level: level) }
    }
}

extension LineLogHandler.Format: ExpressibleByArgument {}
