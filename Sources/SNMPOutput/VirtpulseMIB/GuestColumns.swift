import Catalogue
import Snapshot

extension VirtpulseMIB {
    static let guestColumns: [MIBColumn<GuestRow>] = [
        MIBColumn("virtpulseGuestSampleAge", 1, .unsigned) { row, moment in
            row.sampledTicks.map { moment.milliseconds(since: $0) }
        },
        MIBColumn("virtpulseGuestStuck", 2, .integer, isDense: true) { row, _ in .truth(row.guest.isStuck) },
        MIBColumn("virtpulseGuestState", 3, .octets) { row, _ in
            row.isStale ? nil : row.guest.state.map { .text($0.name) }
        },
        MIBColumn("virtpulseGuestStateReason", 4, .octets) { row, _ in
            row.isStale ? nil : row.guest.state?.reason.map { .text($0) }
        },
        MIBColumn("virtpulseGuestTitle", 5, .octets) { row, _ in row.guest.facts?.value.title.map { .text($0) } },
        guest("virtpulseGuestCpuUser", 6, "cpu.user", per: 1_000),
        guest("virtpulseGuestCpuSystem", 7, "cpu.system", per: 1_000),
        guest("virtpulseGuestMemoryCurrent", 8, "balloon.current", times: 1_024),
        guest("virtpulseGuestMemoryMaximum", 9, "balloon.maximum", times: 1_024),
        guest("virtpulseGuestMemoryRss", 10, "balloon.rss", times: 1_024),
        guest("virtpulseGuestMemoryUnused", 11, "balloon.unused", times: 1_024),
        guest("virtpulseGuestMemoryAvailable", 12, "balloon.available", times: 1_024),
        guest("virtpulseGuestMemoryUsable", 13, "balloon.usable", times: 1_024),
        guest("virtpulseGuestMemoryDiskCaches", 14, "balloon.disk_caches", times: 1_024),
        guest("virtpulseGuestSwapIn", 15, "balloon.swap_in", times: 1_024),
        guest("virtpulseGuestSwapOut", 16, "balloon.swap_out", times: 1_024),
        guest("virtpulseGuestMajorFaults", 17, "balloon.major_fault"),
        guest("virtpulseGuestMinorFaults", 18, "balloon.minor_fault"),
        // libvirt says 0 where the driver never told anything
        MIBColumn("virtpulseGuestBalloonUpdated", 19, .counter64) { row, _ in
            row.number(balloonUpdated).flatMap { $0 > 0 ? .counter64($0) : nil }
        },
    ]

    private static let balloonUpdated = Catalogue.id(of: "balloon.last-update")

    private static func guest(
        _ name: String, _ column: UInt, _ field: String, times factor: UInt64 = 1, per divisor: UInt64 = 1
    ) -> MIBColumn<GuestRow> {
        number(name, column, field, times: factor, per: divisor) { $0.number($1) }
    }
}
