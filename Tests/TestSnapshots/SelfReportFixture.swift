package import PrometheusOutput
package import Snapshot

package enum SelfReportFixture {
    package static func at(_ time: Duration, calls: [String: CallStatistics] = [:]) -> SelfReport {
        SelfReport(
            now: MonotonicTime(sinceOrigin: time), version: "1.2.3", libraryVersion: "9.0.0", calls: calls,
            requests: [.init(path: "/metrics", code: 200, count: 4)])
    }
}
