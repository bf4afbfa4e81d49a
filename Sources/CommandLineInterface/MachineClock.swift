import Glibc

/// The time since this machine started, by which moments are kept from one run of a program to the next.
public enum MachineClock {
    /// How long the machine has run, sleep included.
    public static var uptime: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// The same in seconds.
    public static var seconds: Double { uptime / .seconds(1) }

    /// A number of this start of the machine.
    public static let boot: UInt64 = {
        let text = (try? ConfigurationFile.text("/proc/sys/kernel/random/boot_id")) ?? ""
        return UInt64(text.filter(\.isHexDigit).prefix(16), radix: 16) ?? 0
    }()
}
