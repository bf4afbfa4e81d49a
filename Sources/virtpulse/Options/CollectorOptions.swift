import ArgumentParser
import Catalogue

/// Which parts of the sample are taken: one flag a collector, and its opposite.
struct CollectorOptions: ParsableArguments {
    @Flag(
        name: .customLong("collector.state"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.state.summary))
    var state = Collector.state.isOnByDefault

    @Flag(
        name: .customLong("collector.cpu-total"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.cpuTotal.summary))
    var cpuTotal = Collector.cpuTotal.isOnByDefault

    @Flag(
        name: .customLong("collector.balloon"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.balloon.summary))
    var balloon = Collector.balloon.isOnByDefault

    @Flag(
        name: .customLong("collector.vcpu"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.vcpu.summary))
    var vcpu = Collector.vcpu.isOnByDefault

    @Flag(
        name: .customLong("collector.interface"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.interface.summary))
    var interface = Collector.interface.isOnByDefault

    @Flag(
        name: .customLong("collector.block"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.block.summary))
    var block = Collector.block.isOnByDefault

    @Flag(
        name: .customLong("collector.perf"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.perf.summary))
    var perf = Collector.perf.isOnByDefault

    @Flag(
        name: .customLong("collector.iothread"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.iothread.summary))
    var iothread = Collector.iothread.isOnByDefault

    @Flag(
        name: .customLong("collector.memory"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.memory.summary))
    var memory = Collector.memory.isOnByDefault

    @Flag(
        name: .customLong("collector.dirtyrate"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.dirtyRate.summary))
    var dirtyRate = Collector.dirtyRate.isOnByDefault

    @Flag(
        name: .customLong("collector.vm"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.vm.summary))
    var vm = Collector.vm.isOnByDefault

    @Flag(
        name: .customLong("collector.job"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.job.summary))
    var job = Collector.job.isOnByDefault

    @Flag(
        name: .customLong("collector.info"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.info.summary))
    var info = Collector.info.isOnByDefault

    @Flag(
        name: .customLong("collector.host"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.host.summary))
    var host = Collector.host.isOnByDefault

    @Flag(
        name: .customLong("collector.storage-pool"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.storagePool.summary))
    var storagePool = Collector.storagePool.isOnByDefault

    @Flag(
        name: .customLong("collector.network"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.network.summary))
    var network = Collector.network.isOnByDefault

    @Flag(
        name: .customLong("collector.unknown"), inversion: .prefixedNo,
        help: ArgumentHelp(stringLiteral: Collector.unknown.summary))
    var unknown = Collector.unknown.isOnByDefault

    /// The collectors that are on.
    var enabled: Set<Collector> { Set(Collector.allCases.filter(isOn)) }

    private func isOn(_ collector: Collector) -> Bool {
        switch collector {
        case .state: state
        case .cpuTotal: cpuTotal
        case .balloon: balloon
        case .vcpu: vcpu
        case .interface: interface
        case .block: block
        case .perf: perf
        case .iothread: iothread
        case .memory: memory
        case .dirtyRate: dirtyRate
        case .vm: vm
        case .job: job
        case .info: info
        case .host: host
        case .storagePool: storagePool
        case .network: network
        case .unknown: unknown
        }
    }
}
