import DomainXML
import NagiosOutput

/// What a guest will have otherwise at its next start, in words.
enum ConfigurationDrift {
    /// What an operator changes, compared; what libvirt fills in at run time is left out.
    static func words(live: DomainConfiguration, next: DomainConfiguration) -> [String] {
        var words: [String] = []
        func size(_ bytes: UInt64) -> String { HumanNumber.text(Double(bytes), .bytes) }
        words += [change("memory", live.memory.map(size), next.memory.map(size), live.memory != next.memory)]
        words += [
            change(
                "maximum memory", live.maximumMemory.map(size), next.maximumMemory.map(size),
                live.maximumMemory != next.maximumMemory)
        ]
        words += [change("vcpus", live.vcpus.map(String.init), next.vcpus.map(String.init), live.vcpus != next.vcpus)]
        words += [
            change(
                "maximum vcpus", live.maximumVCPUs.map(String.init), next.maximumVCPUs.map(String.init),
                live.maximumVCPUs != next.maximumVCPUs)
        ]
        words += disks(live, next) + interfaces(live, next)
        return words.filter { !$0.isEmpty }
    }

    private static func change(_ what: String, _ live: String?, _ next: String?, _ differs: Bool) -> String {
        guard differs, let live, let next else { return "" }
        return "\(what) \(live) live, \(next) at the next start"
    }

    private static func disks(_ live: DomainConfiguration, _ next: DomainConfiguration) -> [String] {
        let (before, after) = (byTarget(live), byTarget(next))
        return Set(before.keys).union(after.keys).sorted().compactMap { target in
            switch (before[target], after[target]) {
            case (_?, nil): "disk \(target) only live"
            case (nil, _?): "disk \(target) only at the next start"
            // guests eject media themselves
            case (let first?, let last?) where first.source != last.source && !first.isRemovable:
                "disk \(target) \(first.source ?? "empty") live, \(last.source ?? "empty") at the next start"
            default: nil
            }
        }
    }

    private static func byTarget(_ configuration: DomainConfiguration) -> [String: DomainConfiguration.Disk] {
        Dictionary(configuration.disks.map { ($0.target, $0) }) { first, _ in first }
    }

    private static func interfaces(_ live: DomainConfiguration, _ next: DomainConfiguration) -> [String] {
        let (before, after) = (byAddress(live), byAddress(next))
        return Set(before.keys).union(after.keys).sorted().compactMap { mac in
            switch (before[mac], after[mac]) {
            case (_?, nil): return "interface \(mac) only live"
            case (nil, _?): return "interface \(mac) only at the next start"
            case (let first?, let last?):
                // what a network leads to is chosen when the guest starts
                guard first.type == last.type, first.source != last.source else { return nil }
                return
                    "interface \(mac) on \(first.source ?? "nothing") live, \(last.source ?? "nothing") at the next start"
            default: return nil
            }
        }
    }

    private static func byAddress(_ configuration: DomainConfiguration) -> [String: DomainConfiguration.Interface] {
        // one without an address was not started yet
        Dictionary(configuration.interfaces.compactMap { one in one.mac.map { ($0, one) } }) { first, _ in first }
    }
}
