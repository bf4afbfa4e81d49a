import ArgumentParser
import Glibc

/// The command line.
@main
struct Virtpulse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "virtpulse",
        abstract: "Monitors the guests of a libvirt host.",
        discussion: "Exit codes: 0 fine, 1 failure at run time, 2 usage or configuration.",
        version: version,
        subcommands: [ServeCommand.self, SampleCommand.self, CheckConfigCommand.self]
    )

    static func main() async {
        ProcessMemory.limitArenas()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as OperatorError {
            end(failure.description, failure.exitCode)
        } catch {
            let code = exitCode(for: error)
            // help and version are no errors
            if code == .success { exit(withError: error) }
            let usage = code == .validationFailure
            let text = message(for: error)
            let isSentence = [".", "?"].contains(text.last)
            end(text + (usage ? "\(isSentence ? " See" : "; see") '\(helpful) --help'" : ""), usage ? 2 : 1)
        }
    }

    /// The command whose help tells what was meant.
    private static var helpful: String {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        return CommandLine.arguments.dropFirst().first { names.contains($0) }.map { "virtpulse \($0)" } ?? "virtpulse"
    }

    private static func end(_ message: String, _ code: Int32) -> Never {
        let line = message.split(separator: "\n").joined(separator: " ")
        StandardError.write("virtpulse: \(TerminalText.safe(line))\n")
        Glibc.exit(code)
    }
}

/// A failure in words for whoever typed the command.
struct OperatorError: Error, CustomStringConvertible {
    let description: String
    let exitCode: Int32

    /// A mistake in the command line or in what it names.
    static func usage(_ description: String) -> OperatorError { OperatorError(description: description, exitCode: 2) }

    /// A failure at run time.
    static func failure(_ description: String) -> OperatorError { OperatorError(description: description, exitCode: 1) }
}
