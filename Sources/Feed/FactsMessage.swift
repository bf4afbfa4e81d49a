import Snapshot
import SwiftProtobuf

extension FeedFacts {
    init(_ facts: DomainFacts) {
        self.init()
        hypervisorType = facts.hypervisorType ?? ""
        title = facts.title ?? ""
        osType = facts.osType ?? ""
        architecture = facts.architecture ?? ""
        machine = facts.machine ?? ""
        operatingSystem = facts.operatingSystem ?? ""
        if let instance = facts.nova {
            nova = .with {
                $0.name = instance.name ?? ""
                $0.flavor = instance.flavor ?? ""
                $0.userName = instance.userName ?? ""
                $0.userID = instance.userID ?? ""
                $0.projectName = instance.projectName ?? ""
                $0.projectID = instance.projectID ?? ""
            }
        }
        if let machine = facts.ovirt {
            ovirt = .with {
                $0.clusterVersion = machine.clusterVersion ?? ""
                $0.resumeBehavior = machine.resumeBehavior ?? ""
            }
        }
        disks = facts.disks.map(Disk.init)
        interfaces = facts.interfaces.map(Interface.init)
        filesystems = facts.filesystems.map { filesystem in
            .with {
                $0.target = filesystem.target
                $0.source = filesystem.source ?? ""
            }
        }
        if let count = facts.iothreads.flatMap(UInt32.init(exactly:)) { iothreads = count }
        if let seconds = facts.balloonPeriod.flatMap(UInt32.init(exactly:)) { balloonPeriodSeconds = seconds }
        perfEvents = facts.hasPerfEvents
        if let told = facts.processors {
            processors = .with {
                $0.cpuset = told.cpuset ?? ""
                $0.placedAutomatically = told.isPlacedAutomatically
                for (number, cpuset) in told.pins {
                    if let number = UInt32(exactly: number) { $0.pins[number] = cpuset }
                }
            }
        }
        if let limits = facts.memoryLimits {
            if let bytes = limits.hard { memoryLimits.hardBytes = bytes }
            if let bytes = limits.soft { memoryLimits.softBytes = bytes }
            if let bytes = limits.guaranteed { memoryLimits.guaranteedBytes = bytes }
        }
    }
}

extension FeedFacts.Disk {
    fileprivate init(_ disk: DomainFacts.Disk) {
        self.init()
        target = disk.target
        device = disk.device ?? ""
        type = disk.type ?? ""
        bus = disk.bus ?? ""
        driverName = disk.driverName ?? ""
        driverType = disk.driverType ?? ""
        cache = disk.cache ?? ""
        discard = disk.discard ?? ""
        source = disk.source ?? ""
        sourceProtocol = disk.sourceProtocol ?? ""
        serial = disk.serial ?? ""
        if let isReadOnly = disk.isReadOnly { readOnly = isReadOnly }
    }
}

extension FeedFacts.Interface {
    fileprivate init(_ interface: DomainFacts.Interface) {
        self.init()
        target = interface.target ?? ""
        type = interface.type ?? ""
        sourceBridge = interface.sourceBridge ?? ""
        sourceNetwork = interface.sourceNetwork ?? ""
        macAddress = interface.macAddress ?? ""
        model = interface.model ?? ""
        mtu = interface.mtu ?? ""
        portID = interface.portID ?? ""
    }
}

extension DomainFacts {
    init(_ message: FeedFacts) {
        self.init()
        hypervisorType = known(message.hypervisorType)
        title = known(message.title)
        osType = known(message.osType)
        architecture = known(message.architecture)
        machine = known(message.machine)
        operatingSystem = known(message.operatingSystem)
        if message.hasNova { nova = NovaInstance(message.nova) }
        if message.hasOvirt { ovirt = OvirtMachine(message.ovirt) }
        disks = message.disks.map(Disk.init)
        interfaces = message.interfaces.map(Interface.init)
        filesystems = message.filesystems.map {
            var filesystem = Filesystem(target: $0.target)
            filesystem.source = known($0.source)
            return filesystem
        }
        iothreads = message.hasIothreads ? Int(message.iothreads) : nil
        balloonPeriod = message.hasBalloonPeriodSeconds ? Int(message.balloonPeriodSeconds) : nil
        hasPerfEvents = message.perfEvents
        if message.hasProcessors { processors = Processors(message.processors) }
        if message.hasMemoryLimits { memoryLimits = MemoryLimits(message.memoryLimits) }
    }
}

extension DomainFacts.Processors {
    fileprivate init(_ message: FeedFacts.Processors) {
        self.init()
        cpuset = known(message.cpuset)
        isPlacedAutomatically = message.placedAutomatically
        for (number, cpuset) in message.pins { pins[Int(number)] = cpuset }
    }
}

extension DomainFacts.MemoryLimits {
    fileprivate init(_ message: FeedFacts.MemoryLimits) {
        self.init()
        hard = message.hasHardBytes ? message.hardBytes : nil
        soft = message.hasSoftBytes ? message.softBytes : nil
        guaranteed = message.hasGuaranteedBytes ? message.guaranteedBytes : nil
    }
}

extension DomainFacts.NovaInstance {
    fileprivate init(_ message: FeedFacts.Nova) {
        self.init()
        name = known(message.name)
        flavor = known(message.flavor)
        userName = known(message.userName)
        userID = known(message.userID)
        projectName = known(message.projectName)
        projectID = known(message.projectID)
    }
}

extension DomainFacts.OvirtMachine {
    fileprivate init(_ message: FeedFacts.Ovirt) {
        self.init()
        clusterVersion = known(message.clusterVersion)
        resumeBehavior = known(message.resumeBehavior)
    }
}

extension DomainFacts.Disk {
    fileprivate init(_ message: FeedFacts.Disk) {
        self.init(target: message.target)
        device = known(message.device)
        type = known(message.type)
        bus = known(message.bus)
        driverName = known(message.driverName)
        driverType = known(message.driverType)
        cache = known(message.cache)
        discard = known(message.discard)
        source = known(message.source)
        sourceProtocol = known(message.sourceProtocol)
        serial = known(message.serial)
        isReadOnly = message.hasReadOnly ? message.readOnly : nil
    }
}

extension DomainFacts.Interface {
    fileprivate init(_ message: FeedFacts.Interface) {
        self.init()
        target = known(message.target)
        type = known(message.type)
        sourceBridge = known(message.sourceBridge)
        sourceNetwork = known(message.sourceNetwork)
        macAddress = known(message.macAddress)
        model = known(message.model)
        mtu = known(message.mtu)
        portID = known(message.portID)
    }
}

/// Empty texts stand for what the XML does not have.
private func known(_ text: String) -> String? { text.isEmpty ? nil : text }
