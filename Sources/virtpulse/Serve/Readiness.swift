import CommandLineInterface
import HTTPServer
import Sampler
import Snapshot

/// Whether the agent has something to tell, for those who start it and watch over it.
struct Readiness: Sendable {
    /// How long ago the last sample may have begun that libvirt answered.
    let limit: Duration

    /// Three samples may be missed, and the last may take its time.
    init(_ options: SamplerOptions) { limit = options.interval * 3 + options.deadline }

    func response(_ snapshot: Snapshot, now: MonotonicTime) -> HTTPResponse {
        guard let reason = reason(snapshot.status, now: now) else { return .text("ready\n") }
        return .text(
            "not ready: \(reason)\n", status: 503, headers: [(name: "X-Content-Type-Options", value: "nosniff")])
    }

    /// Why it is not ready, in one line.
    private func reason(_ status: SampleStatus, now: MonotonicTime) -> String? {
        let problem = status.problems.first.map { ": " + TerminalText.safe($0.description) } ?? ""
        guard let lastAnswered = status.lastAnswered else { return "libvirt did not answer yet\(problem)" }
        let age = now - lastAnswered
        guard age > limit else { return nil }
        return "libvirt last answered \(age.components.seconds) s ago\(problem)"
    }
}
