import ArgumentParser
import CommandLineInterface
import Glibc

/// How often samples are taken, and what is kept of them.
struct SamplingOptions: ParsableArguments {
    @Option(
        name: .customLong("sample.interval"),
        help: ArgumentHelp("Between two samples, at least 1s (default: 10s).", valueName: "duration"),
        transform: { try Timespan($0, atLeast: .seconds(1)) })
    var interval = Timespan(.seconds(10))

    @Option(
        name: .customLong("sample.max-age"),
        help: ArgumentHelp(
            "How old the newest sample may get until all guests' states are unknown, at least 2s and longer than the interval "
                + "(default: 60s).",
            valueName: "duration"),
        transform: { try Timespan($0, atLeast: .seconds(2)) })
    var maxAge = Timespan(.seconds(60))

    @Option(
        name: .customLong("state-directory"),
        help: ArgumentHelp(
            "The folder of the file that keeps the guests' numbers (vmIndex) over restarts; without it that of systemd's "
                + "StateDirectory=, else /var/lib/virtpulse-snmp.",
            valueName: "path"))
    var directory: String?

    func validate() throws {
        guard maxAge.duration > interval.duration else {
            throw ValidationError(
                "--sample.max-age \(maxAge): with a sample each \(interval) it has to be longer than that")
        }
        if let directory, directory.isEmpty { throw ValidationError("--state-directory: give the path of a folder") }
    }

    /// The folder.
    func stateFolder() throws(OperatorError) -> StateFolder {
        let systemd = unsafe getenv("STATE_DIRECTORY").map { unsafe String(cString: $0) } ?? ""
        // systemd puts colons between several
        let first = systemd.split(separator: ":").first.map(String.init)
        return try StateFolder(directory ?? first ?? "/var/lib/virtpulse-snmp")
    }
}
