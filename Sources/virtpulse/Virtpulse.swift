import ArgumentParser
import CommandLineInterface
import DaemonMemory

/// The command line.
@main
struct Virtpulse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "virtpulse",
        abstract: "Monitors the guests of a libvirt host.",
        discussion: "Exit codes: 0 fine, 1 failure at run time, 2 usage or configuration.",
        version: version,
        subcommands: [ServeCommand.self, SampleCommand.self, CheckConfigCommand.self]
    )

    static func main() {
        ProcessMemory.limitArenas()
        runProgram(Array(CommandLine.arguments.dropFirst()))
    }
}
