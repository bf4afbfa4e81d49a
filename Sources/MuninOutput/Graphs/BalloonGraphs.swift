extension GuestGraphs {
    /// Memory.
    static let balloon = GuestGraphs(
        titles: ("Memory of the guests", "Memory"), axis: "bytes",
        info: "Memory that each guest has now: its maximum less what its balloon took.", base: 1024,
        overview: [Trace("current", nil, "balloon.current")],
        more: [
            Trace("maximum", "maximum", "balloon.maximum"),
            Trace("current", "current", "balloon.current"),
            Trace("rss", "resident on the host", "balloon.rss"),
            Trace("available", "seen by the guest", "balloon.available"),
            Trace("usable", "usable without swapping", "balloon.usable"),
            Trace("unused", "unused", "balloon.unused"),
            Trace("caches", "disk caches of the guest", "balloon.disk_caches"),
        ],
        isSummable: true)
}
