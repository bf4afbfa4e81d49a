import ArgumentParser
import CommandLineInterface

/// The command line.
@main
struct VirtpulsePlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "virtpulse-plugin",
        abstract: "Tells monitoring systems of the guests of a libvirt host, whenever they ask.",
        discussion: "Exit codes: 0 fine, 1 failure at run time, 2 usage or configuration.",
        version: version,
        subcommands: [MuninCommand.self]
    )

    static func main() { runProgram(CalledName.arguments(CommandLine.arguments)) }
}
