import CommandLineInterface
import NagiosOutput

/// What checks saw of how jobs go on, in a file of their caller's own.
///
/// Checks of several guests may share it and run at the same time: each changes it while no other does.
struct ProgressFile: Sendable {
    private let folder: StateFolder
    private let name: String

    /// Twice what as many jobs take as are remembered.
    private static let mostBytes = 4 << 20
    /// How long another check may take to change the file.
    private static let patience = Duration.seconds(1)

    /// What came of it.
    struct Outcome {
        var memory: ProgressMemory
        /// What is to be said of the file that was there.
        var remark: String?
        /// Why the next check will not know what this one saw, if it will not.
        var trouble: String?
    }

    /// The file of a host and a mode in this folder, which is made if it is not there.
    ///
    /// - Throws: ``NagiosOutput/CheckMistake`` for a folder that is not safe.
    init(in path: String, host: String, mode: String) throws(CheckMistake) {
        do throws(OperatorError) { folder = try StateFolder(path) } catch { throw CheckMistake(error.description) }
        name = StateFolder.name(host: host, mode: mode, ending: "progress")
    }

    /// Closes the folder.
    func close() { folder.close() }

    /// Takes in what a check saw.
    ///
    /// - Parameter time: How long it may take.
    func update(within time: Duration, _ note: (inout ProgressMemory) -> Void) -> Outcome {
        let isLocked = folder.lock(within: min(time, Self.patience))
        var outcome = read()
        note(&outcome.memory)
        guard isLocked else {
            outcome.trouble =
                "--state-directory \(folder.path): another check keeps it to itself; see whether one hangs"
            return outcome
        }
        do throws(OperatorError) {
            try folder.write(
                name, Array(outcome.memory.text(boot: MachineClock.boot).utf8), what: "the progress of jobs")
        } catch {
            outcome.trouble = error.description
        }
        return outcome
    }

    private func read() -> Outcome {
        let reason: String
        switch folder.read(name, most: Self.mostBytes) {
        case .absent: return Outcome(memory: ProgressMemory())
        case .bytes(let bytes):
            if let text = String(validating: bytes, as: UTF8.self),
                var memory = ProgressMemory(reading: text, boot: MachineClock.boot)
            {
                memory.tidy(at: MachineClock.seconds)
                return Outcome(memory: memory)
            }
            reason = "it is not what a check wrote"
        case .foreign(let words): reason = words
        }
        return Outcome(
            memory: ProgressMemory(),
            remark: "\(folder.path)/\(name): \(reason); what is known of jobs begins anew")
    }
}
