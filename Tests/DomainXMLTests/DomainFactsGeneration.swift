import SeededRandom
import Snapshot

/// Random facts whose texts hold what XML, labels and terminals stumble over.
extension DomainFacts {
    static func random(using random: inout SplitMix64) -> DomainFacts {
        var facts = DomainFacts()
        facts.hypervisorType = random.text()
        facts.title = random.text()
        facts.osType = random.text()
        facts.architecture = random.text()
        facts.machine = random.text()
        facts.operatingSystem = random.text()
        if random.oneIn(2) {
            var nova = NovaInstance()
            nova.name = random.text()
            nova.flavor = random.text()
            nova.userName = random.text()
            nova.userID = random.text()
            nova.projectName = random.text()
            nova.projectID = random.text()
            facts.nova = nova
        }
        if random.oneIn(2) {
            var ovirt = OvirtMachine()
            ovirt.clusterVersion = random.text()
            ovirt.resumeBehavior = random.text()
            facts.ovirt = ovirt
        }
        facts.iothreads = random.oneIn(2) ? Int.random(in: 0...64, using: &random) : nil
        facts.balloonPeriod = random.oneIn(2) ? Int.random(in: 1...90, using: &random) : nil
        facts.hasPerfEvents = random.oneIn(2)
        var processors = Processors()
        processors.cpuset = random.text()
        processors.isPlacedAutomatically = random.oneIn(2)
        for number in 0..<3 where random.oneIn(2) { processors.pins[number] = random.text() }
        facts.processors = processors
        if random.oneIn(2) {
            var limits = MemoryLimits()
            limits.hard = UInt64.random(in: 0...1 << 40, using: &random) << 10
            limits.soft = random.oneIn(2) ? UInt64.random(in: 0...1 << 40, using: &random) << 10 : nil
            limits.guaranteed = random.oneIn(2) ? UInt64.random(in: 0...1 << 40, using: &random) << 10 : nil
            facts.memoryLimits = limits
        }
        for _ in 0..<Int.random(in: 0...4, using: &random) { facts.disks.append(.random(using: &random)) }
        for _ in 0..<Int.random(in: 0...3, using: &random) { facts.interfaces.append(.random(using: &random)) }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            var filesystem = Filesystem(target: random.text() ?? "/")
            filesystem.source = random.text()
            facts.filesystems.append(filesystem)
        }
        return facts
    }
}

extension DomainFacts.Disk {
    fileprivate static func random(using random: inout SplitMix64) -> Self {
        var disk = Self(target: random.text() ?? "vda")
        disk.device = random.text()
        disk.type = random.text()
        disk.bus = random.text()
        disk.driverName = random.text()
        disk.driverType = random.text()
        disk.cache = random.text()
        disk.discard = random.text()
        disk.source = random.text()
        disk.sourceProtocol = random.text()
        disk.serial = random.text()
        disk.isReadOnly = random.oneIn(2)
        return disk
    }
}

extension DomainFacts.Interface {
    fileprivate static func random(using random: inout SplitMix64) -> Self {
        var interface = Self()
        interface.type = random.oneIn(4) ? "hostdev" : random.text()
        interface.target = interface.type == "hostdev" ? nil : random.text()
        interface.sourceBridge = random.text()
        interface.sourceNetwork = random.text()
        interface.macAddress = random.text()
        interface.model = random.text()
        interface.mtu = random.text()
        interface.portID = random.text()
        return interface
    }
}

extension SplitMix64 {
    private static let pieces = [
        "a", "vda", " ", "\"", "'", "<", ">", "&", "]]>", "&amp;", "<!--", "-->", "<disk>", "\t", "\n", "\r", "\u{7f}",
        "\u{85}", "\u{2028}", "\u{202e}", "é", "e\u{301}", "\u{1F480}", "\\", "|", ";", "{", "}", "=", "/", "%s",
        "\u{FFFD}",
    ]

    /// Nothing, or a text of one to eight hostile pieces.
    mutating func text() -> String? {
        if oneIn(4) { return nil }
        return (1...Int.random(in: 1...8, using: &self)).map { _ in
            Self.pieces.randomElement(using: &self) ?? ""
        }.joined()
    }
}
