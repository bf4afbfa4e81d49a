extension GuestGraphs {
    /// Bytes to and from disks.
    static let disk = GuestGraphs(
        titles: ("Disk transfer of the guests", "Disk transfer"),
        axis: "bytes read (-) / written (+) per ${graph_period}",
        info: "Bytes that the guests read from their disks and write to them.", base: 1024,
        overview: [
            Trace("rd", nil, "block.#.rd.bytes", isHidden: true),
            Trace("wr", nil, "block.#.wr.bytes", negative: "rd"),
        ])

    /// Requests to disks.
    static let iops = GuestGraphs(
        titles: ("Disk requests of the guests", "Disk requests"),
        axis: "requests read (-) / write (+) per ${graph_period}",
        info: "Read and write requests of the guests to their disks.",
        overview: [
            Trace("rd", nil, "block.#.rd.reqs", isHidden: true),
            Trace("wr", nil, "block.#.wr.reqs", negative: "rd"),
        ],
        more: [
            Trace("rd", nil, "block.#.rd.reqs", isHidden: true),
            Trace("wr", nil, "block.#.wr.reqs", negative: "rd"),
            Trace("fl", "flush", "block.#.fl.reqs"),
        ])

    /// Time for a request to a disk.
    static let latency = GuestGraphs(
        titles: ("Disk latency of the guests", "Disk latency"), axis: "seconds per request",
        info: "Mean time from a request of a guest to a disk to its completion; nothing where there was no request.",
        overview: [
            Trace("reqs", nil, "block.#.rd.reqs", "block.#.wr.reqs", isHidden: true),
            Trace("time", nil, "block.#.rd.times", "block.#.wr.times", drawing: .secondsPer("reqs")),
        ],
        more: [
            Trace("rd_reqs", "read requests", "block.#.rd.reqs", isHidden: true),
            Trace("rd_time", "read", "block.#.rd.times", drawing: .secondsPer("rd_reqs")),
            Trace("wr_reqs", "write requests", "block.#.wr.reqs", isHidden: true),
            Trace("wr_time", "write", "block.#.wr.times", drawing: .secondsPer("wr_reqs")),
            Trace("fl_reqs", "flush requests", "block.#.fl.reqs", isHidden: true),
            Trace("fl_time", "flush", "block.#.fl.times", drawing: .secondsPer("fl_reqs")),
        ])
}
