extension GuestGraphs {
    /// Bytes to and from networks.
    static let network = GuestGraphs(
        titles: ("Network transfer of the guests", "Network transfer"),
        axis: "bytes received (-) / sent (+) per ${graph_period}",
        info: "Bytes that the guests receive and send.",
        overview: [
            Trace("rx", nil, "net.#.rx.bytes", isHidden: true), Trace("tx", nil, "net.#.tx.bytes", negative: "rx"),
        ])
}
