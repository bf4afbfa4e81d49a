extension DomainConfiguration {
    /// Reads a domain's XML.
    ///
    /// - Throws: ``DomainXMLError`` for a document that is too long, declares a document type, is not well-formed or is not
    ///   a `<domain>`.
    public init(from xml: [UInt8]) throws(DomainXMLError) {
        var configuration = DomainConfiguration()
        try Document.read(xml, root: "domain") { (reader) throws(DomainXMLError) in
            try reader.readDomain(into: &configuration)
        }
        self = configuration
    }
}

extension PullReader {
    /// Reads the current element, `<domain>`, to its end.
    func readDomain(into configuration: inout DomainConfiguration) throws(DomainXMLError) {
        try forEachChild { () throws(DomainXMLError) in
            switch name {
            case "memory": configuration.maximumMemory = try size()
            case "currentMemory": configuration.memory = try size()
            case "vcpu":
                let current = attribute("current").flatMap { Int($0) }
                configuration.maximumVCPUs = try integer()
                configuration.vcpus = current ?? configuration.maximumVCPUs
            case "os":
                try forEachChild { () throws(DomainXMLError) in
                    switch name {
                    case "kernel", "initrd", "loader", "nvram", "dtb":
                        if let path = try text() { configuration.otherPaths.insert(path) }
                    default: break
                    }
                }
            case "devices": try readDevices(into: &configuration)
            default: break
            }
        }
        // libvirt leaves out what is as much as there may be
        if configuration.memory == nil { configuration.memory = configuration.maximumMemory }
    }

    private func readDevices(into configuration: inout DomainConfiguration) throws(DomainXMLError) {
        try forEachChild { () throws(DomainXMLError) in
            switch name {
            case "disk":
                let disk = try configuredDisk()
                if !disk.target.isEmpty { configuration.disks.append(disk) }
            case "interface": configuration.interfaces.append(try configuredInterface())
            case "channel": if let agent = try agentChannel() { configuration.agent = agent }
            case "filesystem":
                try forEachChild { () throws(DomainXMLError) in
                    if case "source" = name, let path = imagePath { configuration.otherPaths.insert(path) }
                }
            default: break
            }
        }
    }

    private func configuredDisk() throws(DomainXMLError) -> DomainConfiguration.Disk {
        var disk = DomainConfiguration.Disk(target: "")
        let device = attribute("device")
        disk.isRemovable = device == "cdrom" || device == "floppy"
        try forEachChild { () throws(DomainXMLError) in
            switch name {
            case "target": disk.target = attribute("dev") ?? ""
            case "source": disk.source = imagePath
            case "backingStore": try readBackingStore(into: &disk)
            case "mirror":
                disk.isMirrored = true
                // what libvirt wrote before 1.2 had it here
                disk.mirror = attribute("file")
                try forEachChild { () throws(DomainXMLError) in
                    if case "source" = name { disk.mirror = imagePath ?? disk.mirror }
                }
            default: break
            }
        }
        return disk
    }

    /// Reads the current `<backingStore>` with those within; libxml2's limit on depth holds for them.
    private func readBackingStore(into disk: inout DomainConfiguration.Disk) throws(DomainXMLError) {
        var isLast = true
        try forEachChild { () throws(DomainXMLError) in
            isLast = false
            switch name {
            case "source": if let path = imagePath { disk.backing.append(path) }
            case "backingStore": try readBackingStore(into: &disk)
            default: break
            }
        }
        if isLast { disk.isChainComplete = true }
    }

    private func configuredInterface() throws(DomainXMLError) -> DomainConfiguration.Interface {
        var interface = DomainConfiguration.Interface()
        interface.type = attribute("type")
        try forEachChild { () throws(DomainXMLError) in
            switch name {
            case "mac": interface.mac = attribute("address")?.lowercased()
            case "source": interface.source = attribute("network") ?? attribute("bridge") ?? attribute("dev")
            default: break
            }
        }
        return interface
    }

    /// What the current `<channel>` is, if it is the QEMU guest agent's.
    private func agentChannel() throws(DomainXMLError) -> DomainConfiguration.AgentChannel? {
        var channel: DomainConfiguration.AgentChannel?
        try forEachChild { () throws(DomainXMLError) in
            guard case "target" = name, attribute("name") == "org.qemu.guest_agent.0" else { return }
            channel =
                switch attribute("state") {
                case "connected": .connected
                case "disconnected": .disconnected
                default: .unknown
                }
        }
        return channel
    }

    /// What the current `<source>` names.
    var imagePath: String? {
        if let path = attribute("file") ?? attribute("dev") ?? attribute("dir") { return path }
        if let pool = attribute("pool"), let volume = attribute("volume") { return "\(pool)/\(volume)" }
        return attribute("name")
    }

    /// The current element's text as a size, in bytes; `nil` if it is none.
    func size() throws(DomainXMLError) -> UInt64? {
        let factor: UInt64
        switch attribute("unit") {
        case nil, "KiB", "k": factor = 1 << 10
        case "b", "bytes": factor = 1
        case "M", "MiB": factor = 1 << 20
        case "G", "GiB": factor = 1 << 30
        default: return nil
        }
        guard let text = try text(), let number = UInt64(text.filter { !$0.isWhitespace }) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }

    /// The current element's text as a number of at least 0; `nil` if it is none.
    func integer() throws(DomainXMLError) -> Int? {
        try text().flatMap { Int($0.filter { !$0.isWhitespace }) }.flatMap { $0 >= 0 ? $0 : nil }
    }
}
