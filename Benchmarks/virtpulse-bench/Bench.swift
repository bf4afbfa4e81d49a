import Feed
import Glibc
import Libvirt
import PrometheusOutput
import Snapshot

/// What decoding and rendering cost on synthetic snapshots: CPU time of this thread, the best of several rounds.
@main
struct Bench {
    static func main() {
        var missed = false
        for guests in [1_000, 10_000] {
            missed = !measure(guests: guests) || missed
        }
        exit(missed ? 1 : 0)
    }

    private static func measure(guests: Int) -> Bool {
        let records = (0..<guests).map { (name: "guest-\($0)", parameters: SyntheticGuest.parameters($0)) }
        let fields = records.reduce(0) { $0 + $1.parameters.count }
        // short rounds need more of them to catch the machine undisturbed
        let rounds = max(7, 100_000 / guests)
        var builder = ValueSetBuilder()
        var sets: [ValueSet] = []
        let decoding = best(of: rounds, before: { sets.removeAll(keepingCapacity: true) }) {
            for record in records {
                record.parameters.forEachField { field, value in builder.add(field, FieldValue(synthetic: value)) }
                sets.append(builder.finish())
            }
        }
        let domains = zip(records, sets).map { SyntheticGuest.sample($0.name, $1) }
        sets = []
        let page = PrometheusPage(exportsUnknown: false)
        let report = SelfReport(
            now: MonotonicTime(sinceOrigin: .seconds(2)), version: "bench", libraryVersion: "0.0.0")
        var bytes = 0
        var generation: UInt64 = 0
        let rendering = best(of: rounds) {
            generation += 1
            bytes = page.pieces(SyntheticGuest.snapshot(domains, generation: generation), report: report).all
                .reduce(0) { $0 + $1.count }
        }
        print("\(guests) guests, \(fields) fields, page of \(bytes) bytes")
        let decoded = check("decoding", decoding / Double(fields), "ns a field", atMost: 60)
        let rendered = check("rendering", Double(bytes) / rendering * 1_000, "MB/s", atLeast: 500)
        guard guests == 1_000 else { return decoded && rendered }
        let small = check("peak RSS", Double(peakKilobytes()) / 1_000, "MB", atMost: 60)
        return measureFeed(domains) && small && decoded && rendered
    }

    /// The feed's message of a snapshot, and what a reader pays for it.
    private static func measureFeed(_ domains: [DomainSample]) -> Bool {
        let answers = FeedAnswers(FeedDaemon(version: "bench", interval: .seconds(10), uri: "test:///default"))
        let snapshot = SyntheticGuest.snapshot(domains, generation: 1)
        var bytes: [UInt8] = []
        let encoding = best(of: 30) { bytes = answers.body(snapshot, .all) }
        let message = answers.head(at: snapshot.startedAt) + bytes
        let decoding = best(of: 30) {
            guard (try? FeedSample(reading: message))?.snapshot.domains.count == domains.count else {
                preconditionFailure("the feed's message cannot be read")
            }
        }
        print("  the feed's message: \(bytes.count) bytes, read in \((decoding / 1e5).rounded() / 10) ms")
        return check("writing it", encoding / 1e6, "ms", atMost: 5)
    }

    private static func check(
        _ what: String, _ figure: Double, _ unit: String, atMost: Double = .infinity, atLeast: Double = 0
    ) -> Bool {
        let good = figure <= atMost && figure >= atLeast
        let goal = atMost.isFinite ? "at most \(Int(atMost))" : "at least \(Int(atLeast))"
        print("  \(what): \((figure * 10).rounded() / 10) \(unit)   goal: \(goal)  \(good ? "good" : "MISSED")")
        return good
    }

    /// The least CPU time of this thread that `body` took, in nanoseconds.
    private static func best(of rounds: Int, before: () -> Void = {}, _ body: () -> Void) -> Double {
        (0..<rounds).map { _ in
            before()
            let start = cpuTime()
            body()
            return cpuTime() - start
        }.min() ?? 0
    }

    private static func cpuTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    private static func peakKilobytes() -> Int {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }
}
