extension CheckMode {
    /// Every mode, in the order of the help.
    public static let all: [CheckMode] = [
        connection, collector, domains, state, autostart, expected, cpu, memory, balloon, disk, ioError, net, pool,
        volume,
        network, snapshot, checkpoint, managedSave, job, blockJob, agent, guestFileSystem, config, host, events,
    ]
}
