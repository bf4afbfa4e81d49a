package import Glibc

/// The workers of a libvirtd that are held by calls which do not return.
///
/// libvirtd answers statistics on its threads `rpc-libvirtd`. Idle ones all sleep on the condition of their pool; one that
/// waits for a guest's monitor sleeps on that monitor's. `/proc/PID/task/TID/syscall` tells the address that a thread sleeps
/// on, so a worker that sleeps elsewhere than in the pool, and was not woken in between, is held.
package struct DaemonWorkers: Sendable {
    private let figures: ProcessFigures
    private let pool: UInt64

    /// Learns the pool's condition, of a libvirtd most of whose workers are idle.
    package init(daemon: pid_t) throws {
        figures = ProcessFigures(id: daemon)
        let places = Self.workers(figures).compactMap(Self.condition)
        let counts = Dictionary(grouping: places) { $0 }.mapValues(\.count)
        guard let most = counts.max(by: { $0.value < $1.value }) else {
            throw Program.Failure(description: "libvirtd has no threads rpc-*, or /proc hides their system calls")
        }
        pool = most.key
    }

    /// How many workers were held throughout half a second.
    package func held() async throws -> Int {
        var common: Set<[String]>?
        for _ in 0..<4 {
            if common != nil { try await Task.sleep(for: .milliseconds(170)) }
            let now = Self.workers(figures).filter { Self.condition($0) != pool }
                .map { [$0.call.joined(separator: " ")] + $0.switches }
            common = common.map { $0.intersection(now) } ?? Set(now)
        }
        return common?.count ?? 0
    }

    /// All workers for calls that are not of high priority.
    package var count: Int { Self.workers(figures).count }

    private static func workers(_ figures: ProcessFigures) -> [ProcessFigures.Thread] {
        figures.threads.filter { $0.name.hasPrefix("rpc-") && $0.name != "rpc-admin" }
    }

    /// The condition that a thread sleeps on: glibc sleeps on one of two words that lie in eight aligned bytes.
    private static func condition(_ thread: ProcessFigures.Thread) -> UInt64? {
        guard thread.call.count > 1, thread.place.hasPrefix("futex") else { return nil }
        return UInt64(thread.call[1].dropFirst(2), radix: 16).map { $0 & ~7 }
    }
}
