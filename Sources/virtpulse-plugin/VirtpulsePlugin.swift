import ArgumentParser
import CommandLineInterface

/// The command line.
@main
struct VirtpulsePlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Tells monitoring systems of the guests of a libvirt host, whenever they ask, or all the time.",
        discussion: "Exit codes: 0 fine, 1 failure at run time, 2 usage or configuration.",
        version: version,
        subcommands: [CollectdCommand.self, MuninCommand.self]
    )

    static let name = "virtpulse-plugin"

    static func main() {
        if let answer = CalledName.answer(to: CommandLine.arguments) {
            ProgramEnd.after(name) { () throws(OperatorError) in try answer.write() }
        }
        ProgramEnd.after(name) { () throws(OperatorError) in
            runProgram(try CalledName.arguments(CommandLine.arguments))
        }
    }
}
