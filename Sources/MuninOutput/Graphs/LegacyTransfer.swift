/// `libvirt-blkstat` and `libvirt-ifstat`.
struct LegacyTransfer: Sendable {
    let title: String
    let axis: String
    let info: String
    /// What is drawn below zero, and what above.
    let traces: [Trace]

    static let disks = LegacyTransfer(
        title: "Virtual Domain Block Device I/O", axis: "bytes read (-) / written (+) per ${graph_period}",
        info: "Bytes that the guests read from their disks and write to them.",
        traces: [
            Trace("read", nil, "block.#.rd.bytes", isHidden: true),
            Trace("write", nil, "block.#.wr.bytes", negative: "read"),
        ])

    static let networks = LegacyTransfer(
        title: "Virtual Domain Network I/O", axis: "bytes received (-) / sent (+) per ${graph_period}",
        info: "Bytes that the guests receive and send.",
        traces: [
            Trace("rx", nil, "net.#.rx.bytes", isHidden: true), Trace("tx", nil, "net.#.tx.bytes", negative: "rx"),
        ])

    func graph(_ name: String, of host: MuninHost) -> MuninGraph {
        let fields = host.legacyGuests.flatMap { guest in
            traces.map { trace in
                var field = trace.field(guest.name, guest.label, trace.total(guest.values))
                field.draw = "LINE1"
                return field
            }
        }
        return MuninGraph(name, title, axis, info, fields)
    }
}
