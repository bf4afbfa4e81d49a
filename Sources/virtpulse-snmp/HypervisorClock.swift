import CommandLineInterface
import FoundationEssentials
import Glibc

/// The time since a hypervisor was initialized, in hundredths of a second.
enum HypervisorClock: Sendable, Equatable {
    /// This machine, since it was started: its hypervisor is part of it.
    case local
    /// Another one, of which only is known since when it is watched.
    case remote(since: ContinuousClock.Instant)

    /// The clock of the host at a libvirt URI.
    init(of uri: String) { self = HostOptions.isThisMachine(uri) ? .local : .remote(since: .now) }

    /// The time now.
    var ticks: Int64 {
        switch self {
        case .local: Int64(MachineClock.uptime / .milliseconds(10))
        case .remote(let since): Int64((ContinuousClock.now - since) / .milliseconds(10))
        }
    }

    /// Seconds of Unix time at the tick 0.
    var unixOrigin: Double { Date().timeIntervalSince1970 - Double(ticks) / 100 }

    /// What numbers of guests hold for: a run of this machine; of another one's nothing is known.
    var boot: String { self == .local ? String(MachineClock.boot, radix: 16) : "remote" }
}
