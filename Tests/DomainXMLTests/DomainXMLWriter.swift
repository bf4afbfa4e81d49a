import SeededRandom
import Snapshot

/// Writes facts as domain XML in a random one of the many ways that mean the same, with decoys in between.
struct DomainXMLWriter {
    var random: SplitMix64

    mutating func document(_ facts: DomainFacts) -> String {
        let declaration = random.oneIn(2) ? "<?xml version='1.0' encoding='UTF-8'?>" : ""
        return declaration + gap() + element("domain", ["type": facts.hypervisorType], domain(facts)) + gap()
    }

    private mutating func domain(_ facts: DomainFacts) -> [String] {
        var parts = [element("metadata", [:], metadata(facts)), element("devices", [:], devices(facts))]
        if let title = facts.title { parts.append(leaf("title", [:], title)) }
        let type: [String: String?] = ["arch": facts.architecture, "machine": facts.machine]
        parts.append(element("os", [:], [leaf("type", type, facts.osType), element("boot", ["dev": "hd"], [])]))
        if let iothreads = facts.iothreads { parts.append(leaf("iothreads", [:], String(iothreads))) }
        let limits = [
            ("hard_limit", facts.memoryLimits?.hard), ("soft_limit", facts.memoryLimits?.soft),
            ("min_guarantee", facts.memoryLimits?.guaranteed),
        ]
        let tuning = limits.compactMap { name, bytes in
            bytes.map { leaf(name, ["unit": random.oneIn(2) ? "KiB" : nil], String($0 / 1024)) }
        }
        parts.append(element("memtune", [:], (tuning + [leaf("swap_hard_limit", [:], "7")]).shuffled(using: &random)))
        let isAutomatic = facts.processors?.isPlacedAutomatically == true
        let placement = isAutomatic ? "auto" : random.oneIn(2) ? "static" : nil
        parts.append(leaf("vcpu", ["placement": placement, "cpuset": facts.processors?.cpuset], "4"))
        let pins = (facts.processors?.pins ?? [:]).map { number, cpuset in
            element("vcpupin", ["vcpu": String(number), "cpuset": cpuset], [])
        }
        parts.append(element("cputune", [:], pins + [element("emulatorpin", ["cpuset": "decoy"], [])]))
        var events = [element("event", ["name": "cmt", "enabled": "no"], [])]
        if facts.hasPerfEvents { events.append(element("event", ["name": "mbmt", "enabled": "yes"], [])) }
        parts.append(element("perf", [:], events))
        parts.append(element("x:title", ["xmlns:x": "urn:decoy"], [element("title", [:], [])]))
        return parts.shuffled(using: &random)
    }

    private mutating func metadata(_ facts: DomainFacts) -> [String] {
        var parts = [
            element("t:data", ["xmlns:t": "urn:tenant"], [element("devices", [:], [decoyDisk()]), decoyDisk()]),
            element("devices", [:], [decoyDisk()]),
        ]
        if let nova = facts.nova {
            let prefix = ["nova", "n", "ovirt-vm"].randomElement(using: &random) ?? "nova"
            let version = ["1.0", "1.1", "2.0"].randomElement(using: &random) ?? "1.0"
            let owner = [
                leaf("\(prefix):user", ["uuid": nova.userID], nova.userName),
                leaf("\(prefix):project", ["uuid": nova.projectID], nova.projectName),
            ].shuffled(using: &random)
            let children = [
                leaf("\(prefix):name", [:], nova.name), element("\(prefix):flavor", ["name": nova.flavor], []),
                element("\(prefix):owner", [:], owner), leaf("name", [:], "decoy"),
            ]
            parts.append(
                element(
                    "\(prefix):instance",
                    ["xmlns:\(prefix)": "http://openstack.org/xmlns/libvirt/nova/\(version)"],
                    children.shuffled(using: &random)
                )
            )
        }
        if let ovirt = facts.ovirt {
            let children = [
                leaf("o:clusterVersion", [:], ovirt.clusterVersion),
                leaf("o:resumeBehavior", [:], ovirt.resumeBehavior),
            ]
            parts.append(element("o:vm", ["xmlns:o": "http://ovirt.org/vm/1.0"], children.shuffled(using: &random)))
        }
        if let system = facts.operatingSystem {
            let namespace = "http://libosinfo.org/xmlns/libvirt/domain/1.0"
            parts.append(element("l:libosinfo", ["xmlns:l": namespace], [element("l:os", ["id": system], [])]))
        }
        return parts.shuffled(using: &random)
    }

    private mutating func decoyDisk() -> String {
        element("disk", [:], [element("target", ["dev": "decoy"], []), element("source", ["file": "decoy"], [])])
    }

    private mutating func devices(_ facts: DomainFacts) -> [String] {
        var parts = [element("controller", [:], [decoyDisk()])]
        for disk in facts.disks { parts.append(write(disk)) }
        parts.append(element("disk", [:], [element("source", ["file": "without target"], [])]))
        for interface in facts.interfaces { parts.append(write(interface)) }
        let stats = element("stats", ["period": facts.balloonPeriod.map { String($0) } ?? "0"], [])
        parts.append(element("memballoon", ["model": "virtio"], [element("alias", ["name": "balloon0"], []), stats]))
        for filesystem in facts.filesystems {
            let source = element("source", ["dir": filesystem.source], [])
            parts.append(element("filesystem", [:], [source, element("target", ["dir": filesystem.target], [])]))
        }
        return parts
    }

    private mutating func write(_ disk: DomainFacts.Disk) -> String {
        var source: [String: String?] = ["protocol": disk.sourceProtocol]
        if let text = disk.source {
            let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty {
                source["pool"] = halves[0]
                source["volume"] = halves[1]
            } else {
                source[["file", "dev", "dir", "name"].randomElement(using: &random) ?? "file"] = text
            }
        }
        let driver = [
            "name": disk.driverName, "type": disk.driverType, "cache": disk.cache, "discard": disk.discard,
        ]
        var children = [
            element("target", ["dev": disk.target, "bus": disk.bus], []), element("driver", driver, []),
            element("source", source, [element("source", ["file": "decoy"], [])]),
            element("mirror", [:], [decoyDisk(), element("source", ["file": "decoy"], [])]),
            element("backingStore", [:], [leaf("serial", [:], "decoy"), element("source", ["dev": "decoy"], [])]),
        ]
        if let serial = disk.serial { children.append(leaf("serial", [:], serial)) }
        if disk.isReadOnly == true { children.append(element("readonly", [:], [])) }
        return element("disk", ["type": disk.type, "device": disk.device], children.shuffled(using: &random))
    }

    private mutating func write(_ interface: DomainFacts.Interface) -> String {
        let port = element("parameters", ["interfaceid": interface.portID], [])
        let children = [
            element("target", ["dev": interface.target], []),
            element("source", ["bridge": interface.sourceBridge, "network": interface.sourceNetwork], []),
            element("mac", ["address": interface.macAddress], []), element("model", ["type": interface.model], []),
            element("mtu", ["size": interface.mtu], []), element("virtualport", ["type": "openvswitch"], [port]),
        ]
        return element("interface", ["type": interface.type], children.shuffled(using: &random))
    }

    private mutating func element(_ name: String, _ attributes: [String: String?], _ children: [String]) -> String {
        let start = "<\(name)\(write(attributes))"
        if children.isEmpty, random.oneIn(2) { return "\(start)/>" }
        return "\(start)>" + children.map { gap() + $0 }.joined() + gap() + "</\(name)>"
    }

    private mutating func leaf(_ name: String, _ attributes: [String: String?], _ text: String?) -> String {
        let start = "<\(name)\(write(attributes))"
        guard let text else { return random.oneIn(2) ? "\(start)/>" : "\(start)></\(name)>" }
        var written = ""
        for scalar in text.unicodeScalars {
            if random.oneIn(10) { written += "<!-- \(name) -->" }
            // A literal carriage return would be read as a line end, and `]]>` must not stand in text.
            written += random.oneIn(6) && scalar != "\r" ? "<![CDATA[\(scalar)]]>" : escape(scalar)
        }
        return "\(start)>\(written)</\(name)>"
    }

    /// Attributes in any order; an absent one is sometimes written empty.
    private mutating func write(_ attributes: [String: String?]) -> String {
        var written = ""
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }).shuffled(using: &random) {
            guard let text = value ?? (random.oneIn(5) && !name.contains(":") ? "" : nil) else { continue }
            let quote = random.oneIn(2) ? "'" : "\""
            written += "\(random.oneIn(3) ? "\n  " : " ")\(name)=\(quote)"
            for scalar in text.unicodeScalars { written += escape(scalar) }
            written += quote
        }
        return written
    }

    private mutating func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "<": "&lt;"
        case ">": "&gt;"
        case "&": "&amp;"
        case "\"": "&quot;"
        case "'": "&apos;"
        case "\t", "\n", "\r": "&#\(scalar.value);"
        default: random.oneIn(10) ? "&#x\(String(scalar.value, radix: 16));" : String(scalar)
        }
    }

    private mutating func gap() -> String {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: "<!-- <disk><target dev='comment'/></disk> -->"
        case 1: "\n\t "
        case 2: "<?pi <disk/> ?>"
        default: ""
        }
    }
}
