extension GuestGraphs {
    /// Processors' time.
    static let cpu = GuestGraphs(
        titles: ("Processor time of the guests", "Processor time"), axis: "% of one processor",
        info: "Processor time that each guest takes on the host, guest and hypervisor together; 100 is one processor.",
        overview: [Trace("time", nil, "cpu.time", drawing: .percentOfProcessor)],
        more: [
            Trace("time", "all", "cpu.time", drawing: .percentOfProcessor),
            Trace("user", "user mode of the host", "cpu.user", drawing: .percentOfProcessor),
            Trace("system", "the host's kernel", "cpu.system", drawing: .percentOfProcessor),
        ],
        isSummable: true)

    /// What virtual processors wait for.
    static let delay = GuestGraphs(
        titles: ("Processor delay of the guests", "Processor delay"), axis: "% of one processor",
        info: "Time in which virtual processors were ready to run but waited for a processor of the host (steal).",
        overview: [Trace("delay", nil, "vcpu.#.delay", drawing: .percentOfProcessor)],
        more: [
            Trace("delay", "delay", "vcpu.#.delay", drawing: .percentOfProcessor),
            Trace("wait", "wait for the host's I/O", "vcpu.#.wait", drawing: .percentOfProcessor),
        ],
        isSummable: true)
}
