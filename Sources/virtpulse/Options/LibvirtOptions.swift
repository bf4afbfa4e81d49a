import ArgumentParser
import CommandLineInterface

/// Which host is meant, and how it is asked.
struct LibvirtOptions: ParsableArguments {
    @OptionGroup var host: HostOptions

    @Option(
        name: .customLong("libvirt.connections"),
        help: ArgumentHelp(
            "Over how many connections guests are read at a time, from 1 to 16 (default: 4); one more serves the rest.",
            valueName: "number"),
        transform: Self.connections)
    var connections = 4

    private static func connections(_ text: String) throws -> Int {
        guard let number = Int(text), (1...16).contains(number) else {
            throw ValidationError("give --libvirt.connections a number from 1 to 16")
        }
        return number
    }
}
