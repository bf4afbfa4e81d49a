import CommandLineInterface
import Feed
import NagiosOutput
import Snapshot

/// A sample that a check keeps for the next one, in a file of its caller's own.
struct SampleFile: Sendable {
    private let folder: StateFolder
    private let name: String

    /// Samples that are older make no rates: too much may have happened.
    private static let longestAge = Duration.seconds(3_600)
    private static let mostBytes = 64 << 20

    /// The file of a host and a mode in this folder, which is made if it is not there.
    ///
    /// - Throws: ``NagiosOutput/CheckMistake`` for a folder that is not safe.
    init(in path: String, host: String, mode: String) throws(CheckMistake) {
        do throws(OperatorError) { folder = try StateFolder(path) } catch { throw CheckMistake(error.description) }
        name = StateFolder.name(host: host, mode: mode, ending: "sample")
    }

    /// Closes the folder.
    func close() { folder.close() }

    /// The sample that was kept, and by how much its clock is behind this one's.
    ///
    /// - Parameters:
    ///   - now: The moment on this process's clock.
    ///   - leastAge: A younger one makes no rates: a check of other guests, or a repeated one, may just have kept it.
    func read(now: MonotonicTime, leastAge: Duration) -> (snapshot: Snapshot, shift: Duration)? {
        guard case .bytes(let bytes) = folder.read(name, most: Self.mostBytes), bytes.count > 16 else { return nil }
        // how long the machine had run, and which start of it that was
        guard Self.number(bytes[8..<16]) == MachineClock.boot else { return nil }
        let written = Duration.nanoseconds(Int64(bitPattern: Self.number(bytes[0..<8])))
        guard let sample = try? FeedSample(reading: Array(bytes[16...])) else { return nil }
        let passed = MachineClock.uptime - written
        guard passed > .zero, passed >= leastAge, passed < Self.longestAge else { return nil }
        return (sample.snapshot, (now - sample.now) - passed)
    }

    /// Keeps a sample.
    ///
    /// - Parameter now: The moment on its clock.
    func write(_ snapshot: Snapshot, now: MonotonicTime) throws(OperatorError) {
        let answers = FeedAnswers(FeedDaemon(version: version, interval: .zero, uri: ""))
        var bytes: [UInt8] = []
        let nanoseconds = MachineClock.uptime / .nanoseconds(1)
        bytes += Self.bytes(UInt64(nanoseconds)) + Self.bytes(MachineClock.boot)
        bytes += answers.head(at: now) + answers.body(snapshot, .all)
        try folder.write(name, bytes, what: "the sample")
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << ($1.offset * 8) }
    }
}
