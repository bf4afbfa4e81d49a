import Foundation
import Testing

@testable import Libvirt

#if canImport(Glibc)
import Glibc
#endif

/// Each test runs in a process of its own: other tests' memory, threads and files would be counted otherwise.
///
/// Sanitizers bring an allocator of their own, which malloc's report knows nothing of.
@Suite(.timeLimit(.minutes(2)), .enabled(if: !isSanitized))
struct LeakTests {
    @Test func tenThousandRoundsTakeNoMemory() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            try await measureRounds(10_000)
        }
        let (start, end) = try usage(reportedBy: result)
        // One object lost a round would be 288,000 bytes at least; what malloc keeps for each thread moves by tens of KiB.
        #expect(end.heap - start.heap < 131_072, "the heap grew from \(start.heap) to \(end.heap) bytes")
        #expect(end.threads <= start.threads)
        #expect(end.files <= start.files + 2, "the runtime may open a file or two of its own")
    }

    @Test func connectionsGiveBackThreadsFilesAndMemory() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            try await measureConnections(1_000)
        }
        let (start, end) = try usage(reportedBy: result)
        // A connection that is lost takes several KiB, 500 of them a few MiB.
        #expect(end.heap - start.heap < 131_072, "the heap grew from \(start.heap) to \(end.heap) bytes")
        #expect(end.threads <= start.threads)
        #expect(end.files <= start.files + 2, "the runtime may open a file or two of its own")
    }

    private func usage(reportedBy result: ExitTest.Result?) throws -> (start: Usage, end: Usage) {
        let text = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        let line = try #require(text.split(separator: "\n").last { $0.hasPrefix("usage ") })
        let numbers = line.split(separator: " ").compactMap { Int($0) }
        try #require(numbers.count == 6)
        print(line)
        return (
            Usage(heap: numbers[0], threads: numbers[1], files: numbers[2]),
            Usage(heap: numbers[3], threads: numbers[4], files: numbers[5])
        )
    }
}

private let isSanitized = dlsym(nil, "__tsan_init") != nil || dlsym(nil, "__asan_init") != nil

private func measureRounds(_ rounds: Int) async throws {
    let connection = try await Connection(uri: "test:///default", observer: { _, _, _ in })
    // A domain that is not in the inventory, so that failing calls and their errors are counted as well.
    let gone = DomainReference(name: "gone", uuid: DomainUUID(high: 1, low: 1))
    var start = Usage()
    for round in 0..<rounds {
        if round == 1_000 {
            // The first sleep opens the runtime's timer.
            try await Task.sleep(for: .milliseconds(10))
            start = Usage()
        }
        for domain in try await connection.domains() {
            _ = try await connection.information(of: domain)
            _ = try await connection.state(of: domain)
            _ = try await connection.xml(of: domain)
            _ = try await connection.statistics(of: [domain])
            _ = try await connection.memoryStatistics(of: domain)
            _ = try await connection.cpuStatistics(of: domain)
            _ = try await connection.vcpus(of: domain)
            _ = try? await connection.diskErrors(of: domain)
            _ = try await connection.snapshots(of: domain)
            _ = try await connection.messages(of: domain)
            _ = try? await connection.blockJob(of: domain, device: "vda")
            _ = try? await connection.jobStatistics(of: domain)
            _ = try? await connection.blockStatistics(of: domain, device: "vda")
            _ = try? await connection.blockInformation(of: domain, device: "vda")
            _ = try? await connection.interfaceStatistics(of: domain, device: "testnet0")
        }
        _ = try await connection.statistics()
        _ = try? await connection.statistics(groups: StatsGroups(rawValue: 1 << 30), flags: .enforceStats)
        _ = try? await connection.information(of: gone)
        _ = try? await connection.domain(named: "gone")
        _ = try await connection.nodeInformation()
        _ = try await connection.nodeCPUStatistics()
        if round % 10 == 0 {
            _ = try await connection.capabilities()
            _ = try await connection.networks()
            for pool in try await connection.storagePools() { _ = try await connection.information(of: pool) }
            for await _ in try await connection.lifecycleEvents().prefix(0) {}
        }
    }
    // Callbacks are given back by the event loop, a little later.
    while await connection.openKinds() > 0 { try await Task.sleep(for: .milliseconds(10)) }
    try await Task.sleep(for: .milliseconds(100))
    report(start, Usage())
}

private func measureConnections(_ rounds: Int) async throws {
    var start = Usage()
    for round in 0..<rounds {
        if round == rounds / 2 {
            try await Task.sleep(for: .milliseconds(200))
            start = Usage()
        }
        let connection = try await Connection(uri: "test:///default")
        let domain = try await connection.domains().first
        let events = try await connection.lifecycleEvents()
        let closed = try await connection.closeEvents()
        if let domain { _ = try await connection.information(of: domain) }
        // Every second one is closed, the others are only let go.
        if round.isMultiple(of: 2) {
            let isGone = await connection.close()
            precondition(isGone, "libvirt still holds the connection")
        }
        _ = (events, closed)
        _ = try? await Connection(uri: "test:///no/such/file.xml")
    }
    // Threads end on their own time; a thread that does not end keeps this from ever becoming true.
    var end = Usage()
    for _ in 0..<200 where end.threads > start.threads {
        try await Task.sleep(for: .milliseconds(20))
        end = Usage()
    }
    report(start, end)
}

/// What this process holds.
private struct Usage {
    /// Bytes in use in all arenas of malloc.
    var heap = heapInUse()
    var threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0
    var files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
}

/// What malloc handed out and did not get back, as glibc's `malloc_info` reports it.
///
/// `<malloc.h>` is not part of Swift's Glibc module, and a structure as `mallinfo2` returns it cannot be declared here.
private func heapInUse() -> Int {
    typealias MallocInfo = @convention(c) (Int32, UnsafeMutablePointer<FILE>?) -> Int32
    guard let symbol = dlsym(nil, "malloc_info"), let file = tmpfile() else { preconditionFailure("no malloc_info") }
    defer { fclose(file) }
    _ = unsafeBitCast(symbol, to: MallocInfo.self)(0, file)
    rewind(file)
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    let report = String(decoding: bytes.prefix(count), as: UTF8.self)
    // The sums over all arenas come after the last of them.
    let sums = report.components(separatedBy: "</heap>").last ?? ""
    func size(_ element: String) -> Int {
        let line = sums.split(separator: "\n").first { $0.hasPrefix("<\(element)") }
        return line?.components(separatedBy: "size=\"").last.flatMap { Int($0.prefix { $0 != "\"" }) } ?? 0
    }
    let inUse =
        size("system type=\"current\"") + size("total type=\"mmap\"") - size("total type=\"fast\"")
        - size("total type=\"rest\"")
    precondition(inUse > 0, "cannot read malloc's report: \(report.suffix(500))")
    return inUse
}

private func report(_ start: Usage, _ end: Usage) {
    print("usage \(start.heap) \(start.threads) \(start.files) \(end.heap) \(end.threads) \(end.files)")
    fflush(nil)
}
