import ArgumentParser
import CommandLineInterface

/// The command line.
@main
struct VirtpulsePlugin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Tells monitoring systems of the guests of a libvirt host, whenever they ask, or all the time.",
        discussion: "Exit codes: 0 fine, 1 failure at run time, 2 usage or configuration; those of check are Nagios's.",
        version: version,
        subcommands: [CheckCommand.self, CollectdCommand.self, MuninCommand.self]
    )

    static let name = "virtpulse-plugin"

    static func main() {
        if let answer = CalledName.answer(to: CommandLine.arguments) {
            ProgramEnd.after(name) { () throws(OperatorError) in try answer.write() }
        }
        if let arguments = CalledName.check(CommandLine.arguments) { CheckProgram.run(arguments) }
        ProgramEnd.after(name) { () throws(OperatorError) in
            runProgram(try CalledName.arguments(CommandLine.arguments))
        }
    }
}
