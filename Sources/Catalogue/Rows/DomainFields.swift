extension Catalogue {
    /// Fields about the domain as a whole that are not numbers of their own.
    static let domainKnownFields: [KnownField] = [
        KnownField("state.state", .domain, .state, LibvirtVersion(1, 2, 8), in: .state),
        KnownField("state.reason", .domain, .reason, LibvirtVersion(1, 2, 8), in: .state),
        KnownField("net.#.name", .interface, .label(0), LibvirtVersion(1, 2, 9), in: .interface),
        KnownField("dirtyrate.calc_mode", .domain, .text(.dirtyRateMode), LibvirtVersion(8, 1, 0), in: .dirtyRate),
    ]
}
