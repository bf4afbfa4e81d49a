public import ArgumentParser

extension ParsableCommand {
    /// Runs this command as a program of its own.
    ///
    /// The program ends with the command's failure, if there is one: 1 for a failure at run time, 2 for a mistake in the
    /// command line, and a line on standard error that names it; with one for each mistake in what the command line names.
    /// - Parameter arguments: What stands behind the program's name.
    public static func runProgram(_ arguments: [String]) -> Never {
        do {
            var command = try parseAsRoot(arguments)
            if let asynchronous = command as? any AsyncParsableCommand {
                // nobody else has it
                nonisolated(unsafe) var command = asynchronous
                try Waiting.result { unsafe try await command.run() }
            } else {
                try command.run()
            }
            ProgramEnd.leave(0)
        } catch let failure as OperatorError {
            ProgramEnd.fail(programName, failure.lines, failure.exitCode)
        } catch {
            let code = exitCode(for: error)
            // help and version are no errors
            if code == .success { exit(withError: error) }
            let usage = code == .validationFailure
            let text = message(for: error)
            let isSentence = [".", "?"].contains(text.last)
            let helpful = helpfulCommand(for: arguments)
            let hint = usage ? "\(isSentence ? " See" : "; see") '\(helpful) --help'" : ""
            ProgramEnd.fail(programName, [text + hint], usage ? 2 : 1)
        }
    }

    private static var programName: String { configuration.commandName ?? "virtpulse" }

    /// The command whose help tells what was meant.
    private static func helpfulCommand(for arguments: [String]) -> String {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        return arguments.first { names.contains($0) }.map { "\(programName) \($0)" } ?? programName
    }
}
