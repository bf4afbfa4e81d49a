import CommandLineInterface
import Dispatch
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

    /// Ends the program when its time is up if it has not ended by then, on a thread that does nothing else.
    ///
    /// To be called before anything that may hang, such as the reading of a file; the time is the usual one until
    /// ``limit(to:)`` is called.
    /// - Throws: ``NagiosOutput/CheckMistake`` if the system gives no thread.
    static func begin() throws(CheckMistake) {
        let deadline = unsafe Unmanaged.passRetained(Self.deadline)
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

    /// Replaces the usual time, which counts since ``begin()``.
    static func limit(to limit: TimeLimit) { deadline.replace(limit) }

    private static let deadline = Deadline()

    private final class Deadline: Sendable {
        private let began = ContinuousClock.now
        /// What the operator said, once that is known.
        private let limit = Mutex<TimeLimit?>(nil)
        private let replaced = DispatchSemaphore(value: 0)

        func replace(_ limit: TimeLimit) {
            self.limit.withLock { $0 = limit }
            replaced.signal()
        }

        func wait() -> Never {
            while true {
                let limit = limit.withLock { $0 }
                let left = began + (limit ?? .usual).time - .now
                if left > .zero {
                    _ = replaced.wait(timeout: .now() + .nanoseconds(Int(left / .nanoseconds(1))))
                } else if let limit {
                    end(limit, "no result within \(limit.text) s; see whether libvirtd hangs")
                } else {
                    end(.usual, "the options were not read within \(TimeLimit.usual.text) s; see whether a file hangs")
                }
            }
        }

        private func end(_ limit: TimeLimit, _ reason: String) -> Never {
            leave(CheckReport(limit.state, reason).text, limit.state) { writeAtOnce($0) }
        }
    }

    private static func leave(
        _ text: String, _ state: ServiceState,
        // whoever does not read the output reads the exit code
        write: (String) -> Void = { _ = try? StandardOutput.write($0) }
    ) -> Never {
        let other = settled.withLock { settled in
            defer { settled = settled ?? state }
            return settled
        }
        if let other {
            // the other thread is writing, and ends the program, unless nobody reads that: then time is up all the same
            sleep(1)
            _exit(other.rawValue)
        }
        write(text)
        _exit(state.rawValue)
    }

    /// Writes what the output takes within a second: nobody would end the thread that waits longer.
    private static func writeAtOnce(_ text: String) {
        let end = ContinuousClock.now + .seconds(1)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
            let left = Int32(clamping: Int64((end - .now) / .milliseconds(1)))
            guard left > 0, unsafe poll(&output, 1, left) == 1 else { return }
            // a pipe that is ready takes so much without waiting
            let piece = rest.prefix(Int(PIPE_BUF))
            let count = unsafe piece.withUnsafeBytes { unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// How long a check may take, and what it is then: `SECONDS[:STATE]`.
struct TimeLimit: Sendable {
    let time: Duration
    let state: ServiceState
    /// The seconds as they were given.
    let text: String

    /// What it is unless the operator says.
    static let usual = TimeLimit(time: .seconds(10), state: .critical, text: "10")

    /// Longer than any monitoring system waits.
    private static let longest = 3_600.0

    private init(time: Duration, state: ServiceState, text: String) {
        self.time = time
        self.state = state
        self.text = text
    }

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
