import NagiosOutput
import Synchronization

/// How a check came to its result, a line each, for whoever wants to know why it says what it says.
final class CheckTrace: Sendable {
    private let noted = Mutex<[String]>([])
    private let began = ContinuousClock.now

    /// Whether anybody wants to know.
    private let isWanted: Bool

    init(isWanted: Bool) { self.isWanted = isWanted }

    func note(_ line: @autoclosure () -> String) {
        guard isWanted else { return }
        let (line, time) = (line(), Self.milliseconds(began.duration(to: .now)))
        noted.withLock { $0.append("\(line), at \(time)") }
    }

    /// The lines so far.
    var lines: [String] { noted.withLock { $0 } }

    static func milliseconds(_ time: Duration) -> String { "\(Int64(time / .milliseconds(1))) ms" }
}

extension CheckReport {
    /// The same with the lines of a trace behind it.
    func explained(by trace: CheckTrace) -> CheckReport {
        CheckReport(state, summary, details: details + trace.lines, values: values)
    }
}
