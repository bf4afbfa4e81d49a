import CommandLineInterface
import Glibc
import NagiosOutput
import Synchronization

/// The end of a check: its output and its exit code, once.
enum CheckEnd {
    /// What it ends with, once that is settled.
    private static let settled = Mutex<ServiceState?>(nil)

    /// Writes the report and ends the program with its state.
    static func with(_ report: CheckReport) -> Never { leave(report.text, report.state) }

    /// Ends the program with what was asked wrongly: the guidelines have that be UNKNOWN, on standard output.
    static func with(_ mistake: String) -> Never { with(CheckReport(.unknown, mistake)) }

    /// Writes a text that is no report, such as the help, and ends the program with 3, as the guidelines have it.
    static func with(help text: String) -> Never { leave(text.hasSuffix("\n") ? text : text + "\n", .unknown) }

    /// Ends the program at a moment if it has not ended by then, on a thread that does nothing else.
    ///
    /// - Throws: ``NagiosOutput/CheckMistake`` if the system gives no thread.
    static func begin(_ limit: TimeLimit) throws(CheckMistake) {
        let deadline = unsafe Unmanaged.passRetained(Deadline(limit))
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Deadline>.fromOpaque(argument).takeRetainedValue().wait()
            }, unsafe deadline.toOpaque())
        guard status == 0 else {
            let reason = unsafe String(cString: strerror(status))
            throw CheckMistake("cannot start a thread: \(reason); raise the limit on tasks (ulimit -u)")
        }
        pthread_detach(thread)
    }

    private final class Deadline: Sendable {
        private let limit: TimeLimit
        private let end: ContinuousClock.Instant

        init(_ limit: TimeLimit) {
            self.limit = limit
            end = .now + limit.time
        }

        func wait() -> Never {
            while case let left = end - .now, left > .zero { usleep(UInt32(clamping: Int64(left / .microseconds(1)))) }
            CheckEnd.with(CheckReport(limit.state, "no result within \(limit.text) s; see whether libvirtd hangs"))
        }
    }

    private static func leave(_ text: String, _ state: ServiceState) -> Never {
        let other = settled.withLock { settled in
            defer { settled = settled ?? state }
            return settled
        }
        if let other {
            // the other thread is writing, and ends the program, unless nobody reads that: then time is up all the same
            sleep(1)
            _exit(other.rawValue)
        }
        // whoever does not read the output reads the exit code
        _ = try? StandardOutput.write(text)
        _exit(state.rawValue)
    }
}

/// How long a check may take, and what it is then: `SECONDS[:STATE]`.
struct TimeLimit: Sendable {
    let time: Duration
    let state: ServiceState
    /// The seconds as they were given.
    let text: String

    /// Longer than any monitoring system waits.
    private static let longest = 3_600.0

    init(_ text: String) throws(CheckMistake) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let digits = String(parts.first ?? "")
        guard parts.count <= 2, Self.isPlain(digits), let seconds = Double(digits), seconds >= 0.1,
            seconds <= Self.longest, let state = parts.count == 2 ? ServiceState(named: String(parts[1])) : .critical
        else {
            throw CheckMistake("-t '\(text)' is no time limit; give SECONDS or SECONDS:STATE, such as 10 or 30:unknown")
        }
        time = .seconds(seconds)
        self.state = state
        self.text = digits
    }

    /// Whether it is written in digits, and if with a dot, with digits around it: people mean nothing else.
    private static func isPlain(_ text: String) -> Bool {
        func isDigit(_ byte: UInt8?) -> Bool {
            byte.map { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ?? false
        }
        return isDigit(text.utf8.first) && isDigit(text.utf8.last)
            && text.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
    }
}
