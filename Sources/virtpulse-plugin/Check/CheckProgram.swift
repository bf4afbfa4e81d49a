import ArgumentParser
import CommandLineInterface
import Glibc
import NagiosOutput

/// The check as a program of its own, by the rules of the Monitoring Plugins rather than ours.
enum CheckProgram {
    /// Runs it.
    ///
    /// - Parameter arguments: What stands behind the program's name, or behind `check`.
    static func run(_ arguments: [String]) -> Never {
        // who reads the first line alone closes its end
        signal(SIGPIPE, SIG_IGN)
        do throws(CheckMistake) {
            try CheckEnd.begin()
            let (preset, given) = try ExtraOptions.separated(arguments)
            let command = try parsed(preset + given)
            if command.version { CheckEnd.with(help: "check_virtpulse \(CommandLineInterface.version)") }
            let limit = try TimeLimit(command.source.timeout)
            CheckEnd.limit(to: limit)
            let mode = try command.chosenMode()
            let settings = try command.settings(mode, over: preset.isEmpty ? nil : try parsed(preset))
            let reading = try CheckReading(command, mode, settings, within: limit)
            let report = try reading.report()
            CheckEnd.with(report.explained(by: reading.trace))
        } catch {
            CheckEnd.with(error.description)
        }
    }

    private static func parsed(_ arguments: [String]) throws(CheckMistake) -> CheckCommand {
        do {
            let command = try CheckCommand.parse(arguments)
            return command
        } catch {
            guard CheckCommand.exitCode(for: error) != .success else {
                CheckEnd.with(help: CheckCommand.fullMessage(for: error))
            }
            throw CheckMistake(CheckCommand.message(for: error))
        }
    }
}
