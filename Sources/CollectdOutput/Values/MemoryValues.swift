import Catalogue

extension GuestValues {
    private static let current = Catalogue.id(of: "balloon.current")
    private static let swapIn = Catalogue.id(of: "balloon.swap_in")
    private static let swapOut = Catalogue.id(of: "balloon.swap_out")
    private static let minorFaults = Catalogue.id(of: "balloon.minor_fault")
    private static let majorFaults = Catalogue.id(of: "balloon.major_fault")
    private static let parts = [
        ("actual_balloon", current), ("unused", Catalogue.id(of: "balloon.unused")),
        ("available", Catalogue.id(of: "balloon.available")), ("rss", Catalogue.id(of: "balloon.rss")),
        ("usable", Catalogue.id(of: "balloon.usable")), ("disk_caches", Catalogue.id(of: "balloon.disk_caches")),
    ]

    mutating func writeMemory() {
        put("memory", "total", bytes(Self.current))
        guard settings.extraStatistics.contains(.memory) else { return }
        for (instance, metric) in Self.parts { put("memory", instance, bytes(metric)) }
        let (swapIn, swapOut) = (number(Self.swapIn), number(Self.swapOut))
        // in KiB, as the plugin means to
        if swapIn ?? 0 > 0 || swapOut ?? 0 > 0 {
            put("swap_io", "in", swapIn.map { .derive($0) })
            put("swap_io", "out", swapOut.map { .derive($0) })
        }
        putUnlessZero("ps_pagefaults", number(Self.minorFaults), number(Self.majorFaults))
    }

    private func bytes(_ metric: MetricID) -> CollectdValue? {
        guard let (bytes, overflow) = number(metric)?.multipliedReportingOverflow(by: 1024), !overflow else {
            return nil
        }
        return .whole(bytes)
    }
}
