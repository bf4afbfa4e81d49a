internal import Snapshot

/// The domain's own structure outside `<devices>` and `<metadata>`.
extension PullReader {
    /// Reads the current element, `<domain>`, to its end.
    func readDomain(into facts: inout DomainFacts) throws(DomainXMLError) {
        facts.hypervisorType = attribute("type")
        var processors = DomainFacts.Processors()
        try forEachChild { () throws(DomainXMLError) in
            switch name {
            case "title": facts.title = try text()
            case "metadata": try readMetadata(into: &facts)
            case "os": try readOperatingSystem(into: &facts)
            case "iothreads": facts.iothreads = try number()
            case "memtune": facts.memoryLimits = try memoryLimits()
            case "vcpu":
                processors.cpuset = attribute("cpuset")
                processors.isPlacedAutomatically = attribute("placement") == "auto"
            case "cputune": processors.pins = try pins()
            case "perf": facts.hasPerfEvents = try hasEnabledEvent()
            case "devices": try readDevices(into: &facts)
            default: break
            }
        }
        facts.processors = processors
    }

    /// The pins of the current `<cputune>`.
    private func pins() throws(DomainXMLError) -> [Int: String] {
        var pins: [Int: String] = [:]
        try forEachChild { () throws(DomainXMLError) in
            guard case "vcpupin" = name, let number = attribute("vcpu").flatMap({ UInt16($0) }) else { return }
            pins[Int(number)] = attribute("cpuset")
        }
        return pins
    }

    private func readOperatingSystem(into facts: inout DomainFacts) throws(DomainXMLError) {
        try forEachChild { () throws(DomainXMLError) in
            guard case "type" = name else { return }
            facts.architecture = attribute("arch")
            facts.machine = attribute("machine")
            facts.osType = try text()
        }
    }

    /// The limits of the current `<memtune>`, or `nil` if it has none that are known.
    private func memoryLimits() throws(DomainXMLError) -> DomainFacts.MemoryLimits? {
        var limits = DomainFacts.MemoryLimits()
        try forEachChild { () throws(DomainXMLError) in
            switch name {
            case "hard_limit": limits.hard = try kibibytes()
            case "soft_limit": limits.soft = try kibibytes()
            case "min_guarantee": limits.guaranteed = try kibibytes()
            default: break
            }
        }
        return limits == DomainFacts.MemoryLimits() ? nil : limits
    }

    /// The current element's text, KiB as libvirt writes all sizes, in bytes.
    private func kibibytes() throws(DomainXMLError) -> UInt64? {
        guard attribute("unit").map({ $0 == "KiB" }) ?? true, let number = try number() else { return nil }
        let (bytes, overflow) = UInt64(number).multipliedReportingOverflow(by: 1024)
        return overflow ? nil : bytes
    }

    private func hasEnabledEvent() throws(DomainXMLError) -> Bool {
        var found = false
        try forEachChild { () throws(DomainXMLError) in
            if case "event" = name, attribute("enabled") == "yes" { found = true }
        }
        return found
    }

    /// The current element's text as a number of at least 0; `nil` if it is none.
    private func number() throws(DomainXMLError) -> Int? {
        guard let text = try text() else { return nil }
        let digits = text.drop(while: \.isWhitespace)
        let number = Int(digits.prefix { !$0.isWhitespace })
        return number.flatMap { $0 >= 0 ? $0 : nil }
    }
}
