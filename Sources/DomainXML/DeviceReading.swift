internal import Snapshot

/// The devices that statistics speak of.
extension PullReader {
    /// Reads the current element, `<devices>`, to its end.
    func readDevices(into facts: inout DomainFacts) throws(DomainXMLError) {
        try forEachChild { () throws(DomainXMLError) in
            switch name {
            case "disk":
                if let disk = try disk() { facts.disks.append(disk) }
            case "interface":
                facts.interfaces.append(try interface())
            case "filesystem":
                if let filesystem = try filesystem() { facts.filesystems.append(filesystem) }
            case "memballoon":
                facts.balloonPeriod = try balloonPeriod()
            default:
                break
            }
        }
    }

    /// The current `<disk>`; `nil` if it has no target, so that no statistics can belong to it.
    private func disk() throws(DomainXMLError) -> DomainFacts.Disk? {
        var disk = DomainFacts.Disk(target: "")
        disk.type = attribute("type")
        disk.device = attribute("device")
        disk.isReadOnly = false
        try forEachChild { () throws(DomainXMLError) in
            switch name {
            case "target":
                disk.target = attribute("dev") ?? ""
                disk.bus = attribute("bus")
            case "driver":
                disk.driverName = attribute("name")
                disk.driverType = attribute("type")
                disk.cache = attribute("cache")
                disk.discard = attribute("discard")
            case "source":
                disk.source = sourcePath()
                disk.sourceProtocol = attribute("protocol")
            case "serial":
                disk.serial = try text()
            case "readonly":
                disk.isReadOnly = true
            default:
                break
            }
        }
        return disk.target.isEmpty ? nil : disk
    }

    private func interface() throws(DomainXMLError) -> DomainFacts.Interface {
        var interface = DomainFacts.Interface()
        interface.type = attribute("type")
        try forEachChild { () throws(DomainXMLError) in
            switch name {
            case "target":
                // A device passed through is no host device any more, whatever name its XML was given.
                if interface.type != "hostdev" { interface.target = attribute("dev") }
            case "source":
                interface.sourceBridge = attribute("bridge")
                interface.sourceNetwork = attribute("network")
            case "mac": interface.macAddress = attribute("address")
            case "model": interface.model = attribute("type")
            case "mtu": interface.mtu = attribute("size")
            case "virtualport":
                try forEachChild { () throws(DomainXMLError) in
                    if case "parameters" = name { interface.portID = attribute("interfaceid") }
                }
            default: break
            }
        }
        return interface
    }

    private func filesystem() throws(DomainXMLError) -> DomainFacts.Filesystem? {
        var filesystem = DomainFacts.Filesystem(target: "")
        try forEachChild { () throws(DomainXMLError) in
            switch name {
            case "target": filesystem.target = attribute("dir") ?? ""
            case "source": filesystem.source = sourcePath()
            default: break
            }
        }
        return filesystem.target.isEmpty ? nil : filesystem
    }

    /// The period of the current `<memballoon>`'s statistics; `nil` if there are none.
    private func balloonPeriod() throws(DomainXMLError) -> Int? {
        var period: Int?
        try forEachChild { () throws(DomainXMLError) in
            if case "stats" = name { period = attribute("period").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }
        }
        return period
    }

    /// What the current `<source>` names, by the attribute that its device's type uses.
    private func sourcePath() -> String? {
        if let path = attribute("file") ?? attribute("dev") ?? attribute("dir") { return path }
        if let pool = attribute("pool"), let volume = attribute("volume") { return "\(pool)/\(volume)" }
        return attribute("name")
    }
}
