import Snapshot

/// A notification, as it goes to the master agent.
public struct SNMPNotification: Hashable, Sendable {
    /// An object in it.
    public struct Variable: Hashable, Sendable {
        /// The instance.
        public let oid: OID
        /// Its value.
        public let value: SNMPValue
    }

    /// What kind it is: the value of `snmpTrapOID.0` (RFC 3418).
    public let oid: OID
    /// What it tells.
    public let variables: [Variable]

    /// VM-MIB's notification of one guest.
    ///
    /// `vmOperState` is the state before: "The other state is indicated by the included value" (RFC 7666).
    /// - Parameter index: `vmIndex` of the guest.
    public init(_ change: GuestChange, index: UInt32) {
        let entry = VMMIB.objects + [4, 1]
        func variable(_ column: UInt, _ value: SNMPValue) -> Variable {
            Variable(oid: entry + [column, UInt(index)], value: value)
        }
        oid = VMMIB.notifications + [change.kind.rawValue]
        var variables = [
            variable(2, .text(change.name)), variable(3, .octets(change.uuid.bytes)),
            variable(6, .integer(change.previous.rawValue)),
        ]
        if change.kind == .deleted {
            variables.append(variable(8, .integer(change.isPersistent.map { $0 ? 2 : 3 } ?? 1)))
        }
        self.variables = variables
    }

    /// VM-MIB's notification of several guests that are in the same state now.
    ///
    /// - Parameter indexes: `vmIndex` of the guests.
    public init(_ kind: GuestChange.Kind, bulk indexes: Set<UInt32>) {
        oid = VMMIB.notifications + [kind.rawValue + 10]
        variables = [Variable(oid: VMMIB.objects + [11, 0], value: .octets(Self.list(indexes)))]
    }

    /// LIBVIRT-MIB's notification; its objects are those of the guest's row.
    ///
    /// `nil` for a change that its table does not show: a guest that is down and is deleted has no row in it before or after.
    public init?(libvirt change: GuestChange) {
        let isSeen =
            change.before?.isActive != change.now.isActive
            || change.now.isActive
                && change.before?.number.flatMap(LibvirtMIB.state) != change.now.number.flatMap(LibvirtMIB.state)
        guard isSeen else { return nil }
        let bytes = change.uuid.bytes
        func variable(_ column: UInt, _ value: SNMPValue) -> Variable {
            Variable(oid: LibvirtMIB.entry + ([column] + bytes.map { UInt($0) }), value: value)
        }
        oid = LibvirtMIB.notification
        variables = [
            variable(LibvirtMIB.nameColumn, .text(change.name)),
            variable(LibvirtMIB.uuidColumn, .octets(bytes)),
            // one that is gone is off
            variable(LibvirtMIB.stateColumn, change.now.number.flatMap(LibvirtMIB.state) ?? .integer(5)),
            // active(1), or destroy(6) of RowStatus: the table has active guests alone
            variable(LibvirtMIB.rowStatusColumn, .integer(change.now.isActive ? 1 : 6)),
        ]
    }

    /// The bytes of the longest list: with the message around it, SNMPv3's included, it fits in a datagram of 65,507.
    static let longestList: UInt32 = 65_000

    /// `VirtualMachineList` (RFC 7666): the highest bit of the first byte is `vmIndex` 1.
    ///
    /// Numbers that the longest list does not hold are left out.
    static func list(_ indexes: Set<UInt32>) -> [UInt8] {
        let indexes = indexes.filter { $0 > 0 && $0 <= longestList * 8 }
        var bytes = [UInt8](repeating: 0, count: indexes.max().map { Int($0 + 7) / 8 } ?? 0)
        for index in indexes { bytes[Int(index - 1) / 8] |= 0x80 >> UInt8((index - 1) % 8) }
        return bytes
    }
}
