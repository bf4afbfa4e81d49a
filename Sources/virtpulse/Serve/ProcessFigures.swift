import Glibc
import PrometheusOutput
import Synchronization

extension SelfReport.Process {
    private static let last = Mutex<(at: ContinuousClock.Instant, figures: SelfReport.Process?)?>(nil)

    /// This process a second ago at most, as asking the system costs as much as a page; `nil` where it does not tell.
    static func recent(at now: ContinuousClock.Instant = .now) -> SelfReport.Process? {
        last.withLock { last in
            if let last, now - last.at < .seconds(1) { return last.figures }
            let figures = current()
            last = (now, figures)
            return figures
        }
    }

    private static func current() -> SelfReport.Process? {
        // proc(5): what follows the program's name, which may have blanks and brackets itself
        guard let text = text(of: "/proc/self/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 21, let threads = UInt64(fields[17]), let pages = UInt64(fields[21]) else { return nil }
        var usage = rusage()
        var limit = rlimit()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0,
            unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
            let openFiles, let startedAt
        else { return nil }
        return SelfReport.Process(
            cpuTime: duration(usage.ru_utime) + duration(usage.ru_stime),
            residentBytes: pages * UInt64(getpagesize()), openFiles: openFiles, maxFiles: UInt64(limit.rlim_cur),
            threads: threads, startedAt: startedAt)
    }

    /// When the process began, which the system counts in ticks since it booted.
    private static let startedAt: Double? = {
        guard let text = text(of: "/proc/self/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let ticks = Double(fields[19]) else { return nil }
        let age = seconds(CLOCK_BOOTTIME) - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
        return ((seconds(CLOCK_REALTIME) - age) * 100).rounded() / 100
    }()

    private static var openFiles: UInt64? {
        guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(folder) }
        var count: UInt64 = 0
        while unsafe readdir(folder) != nil { count += 1 }
        // the folder itself, and its names for itself and the one above
        return count >= 3 ? count - 3 : 0
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func duration(_ time: timeval) -> Duration {
        .seconds(Int64(time.tv_sec)) + .microseconds(Int64(time.tv_usec))
    }

    private static func text(of path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}
