import Catalogue
import Snapshot

extension CheckMode {
    /// Whether libvirt answers, and how fast.
    static let connection = CheckMode(
        "connection", "whether libvirt answers, how fast, and which versions there are",
        metrics: [CheckMetric("time", .seconds, "from opening a connection to the first answer")],
        isOfGuests: false, listsThings: false, reliance: .nothing,
        needs: { _ in CheckNeeds([.host], questions: [.connection]) },
        findings: { input, _ in
            let time = input.answers.connectionTime
            var findings = CheckFindings([], totals: [Measurement("time", time)])
            let host = input.snapshot.host
            let versions = [
                host?.daemonVersion.map { "libvirt \($0)" },
                host?.hypervisorVersion.map { "\(host?.driver ?? "hypervisor") \($0)" },
            ].compactMap { $0 }
            let answered = time.map { "answered in \(HumanNumber.text($0, .seconds))" }
            findings.summary = ([answered].compactMap { $0 } + versions).joined(separator: ", ")
            if let host {
                let library = host.libraryVersion.map { ", by library \($0)" } ?? ""
                findings.notes = [([host.uri] + versions).joined(separator: ", ") + library]
            }
            if time == nil {
                // the failure of the question itself, if there is one, says why
                let isTold = input.answers.failures.contains { $0.question == .connection }
                let verdict = input.outage ?? CheckItem.Verdict(.unknown, "libvirt was not asked")
                findings.verdicts = isTold ? [] : [verdict]
            }
            return findings
        })
}
