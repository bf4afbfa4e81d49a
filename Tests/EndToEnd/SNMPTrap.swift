import RealGuests

/// A notification, as `snmptrapd` was told of it.
struct SNMPTrap: Equatable {
    /// The version of SNMP it came by: 1 or 2.
    let version: Int
    /// What kind it is: `snmpTrapOID.0`, or what the first version has in its place (RFC 3584, section 3.1).
    let kind: String
    /// What it tells, by instance.
    let variables: [String: String]

    /// How `snmptrapd` is to write them.
    static let form = "%P;%N;%q;%v\\n"

    /// Reads a line that `snmptrapd` wrote in ``form``; `nil` for any other.
    init?(_ line: Substring) {
        let parts = line.split(separator: ";", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var variables: [String: String] = [:]
        for variable in parts[3].split(separator: "\t") {
            let sides = variable.split(separator: " ", maxSplits: 1)
            guard sides.count == 2 else { return nil }
            variables[String(sides[0].dropFirst())] = String(sides[1])
        }
        if parts[0].hasPrefix("TRAP2,") {
            variables["1.3.6.1.2.1.1.3.0"] = nil
            guard let kind = variables.removeValue(forKey: "1.3.6.1.6.3.1.1.4.1.0") else { return nil }
            (version, self.kind) = (2, String(kind.dropFirst()))
        } else {
            guard parts[0].hasPrefix("TRAP,") else { return nil }
            // of a module's own, the last zero of the kind is left out
            (version, kind) = (1, "\(parts[1].dropFirst()).0\(parts[2])")
        }
        self.variables = variables
    }

    /// The number of VM-MIB's notification; `nil` for another module's.
    var vm: Int? {
        let root = "\(GuestTests.SNMPTests.vm).0."
        return kind.hasPrefix(root) ? Int(kind.dropFirst(root.count)) : nil
    }

    /// The value of a column of `vmTable`, of whichever guest it is.
    func column(_ number: Int) -> String? {
        let root = "\(GuestTests.SNMPTests.vm).1.4.1.\(number)."
        return variables.first { $0.key.hasPrefix(root) }?.value
    }

    /// The guests that a bulk notification tells of, by `vmIndex`.
    var affected: Set<Int> {
        let text = variables["\(GuestTests.SNMPTests.vm).1.11.0"] ?? ""
        let bytes = text.split { !$0.isHexDigit }.compactMap { UInt8($0, radix: 16) }
        var indexes: Set<Int> = []
        for (position, byte) in bytes.enumerated() {
            for bit in 0..<8 where byte & (UInt8(0x80) >> UInt8(bit)) != 0 { indexes.insert(position * 8 + bit + 1) }
        }
        return indexes
    }
}

extension SNMPMaster {
    /// What was notified so far by one version of SNMP.
    func traps(version: Int = 2) -> [SNMPTrap] {
        notifications.split(separator: "\n").compactMap { SNMPTrap($0) }.filter { $0.version == version }
    }

    /// What VM-MIB's notifications told of one guest so far.
    func traps(of guest: String, version: Int = 2) -> [SNMPTrap] {
        traps(version: version).filter { $0.vm != nil && $0.column(2) == "\"\(guest)\"" }
    }
}
