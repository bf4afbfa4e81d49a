import Catalogue
import Snapshot

extension CheckMode {
    /// Whether the samples are taken as they should be.
    ///
    /// They are the daemon's, and no daemon is what it has to find: a sample of libvirt itself, which is always fresh, is for
    /// an operator who asks for one.
    ///
    /// Unless the operator limits it, an age is critical of more than three of the daemon's rounds, or a minute where
    /// those are shorter or libvirt is asked.
    static let collector = CheckMode(
        "collector", "whether the agent's samples are fresh and complete",
        metrics: [
            CheckMetric("age", .seconds, "age of the newest sample; critical beyond three rounds, a minute at least"),
            CheckMetric("stuck", .count, "guests that do not answer", warning: "0"),
            CheckMetric("held_calls", .count, "calls that libvirt has not answered and nobody waits for"),
            CheckMetric("errors", .count, "what failed in the last round", warning: "0"),
            CheckMetric("duration", .seconds, "how long the last round took"),
        ],
        listsThings: false, tellsStuckGuests: true, isOfDaemon: true, reliance: .anySample,
        needs: { _ in CheckNeeds([.state]) },
        findings: { input, settings in
            let status = input.snapshot.status
            // a driver that lacks a call will lack it tomorrow
            let problems = status.problems.filter { $0.kind != .unsupported }
            let stuck = input.guests(settings).filter(\.isStuck)
            var findings = CheckFindings(
                [],
                totals: [
                    Measurement("age", input.age), Measurement("stuck", Double(stuck.count)),
                    Measurement("held_calls", Double(status.heldCalls)), Measurement("errors", Double(problems.count)),
                    Measurement("duration", status.duration / .seconds(1)),
                ])
            findings.notes =
                stuck.map { "\(settings.name(of: $0.identity)) does not answer" } + problems.map(\.description)
            let age = HumanNumber.text(input.age, .seconds)
            if !settings.limits("age"), input.age > settings.longestAge ?? input.patience {
                findings.verdicts = [.init(.critical, "the sample is \(age) old")]
            }
            let duration = HumanNumber.text(status.duration / .seconds(1), .seconds)
            let count = input.snapshot.domains.count
            findings.summary = "sample of \(age) ago, \(count) \(count == 1 ? "guest" : "guests"), took \(duration)"
            return findings
        })
}
