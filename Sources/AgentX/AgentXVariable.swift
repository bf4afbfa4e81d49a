import CNetSNMP
import SNMPOutput

/// A variable of a request, which becomes that of the answer.
extension UnsafeMutablePointer<netsnmp_variable_list> {
    /// Gives the variable the value of its name, or says why it has none (GET).
    func get(of tree: MIBTree, at moment: RequestMoment) {
        switch tree.value(of: name.span, at: moment) {
        case .value(let value): set(value)
        case .noSuchObject: set(virtpulse_snmp_no_such_object)
        case .noSuchInstance: set(virtpulse_snmp_no_such_instance)
        }
    }

    /// Gives it the name and the value that follow (GETNEXT); `false` where there are none, and then it stays as it is.
    func getNext(of tree: MIBTree, at moment: RequestMoment, isInclusive: Bool) -> Bool {
        guard let cell = tree.next(after: name.span, isInclusive: isInclusive, at: moment) else { return false }
        set(cell)
        return true
    }

    /// The same in the range of AgentX that the variable has for a value (RFC 2741, section 5.2).
    func getNext(of tree: MIBTree, at moment: RequestMoment) -> Bool {
        let isInclusive = pointee.type == UInt8(ASN_PRIV_INCL_RANGE)
        guard let cell = tree.next(after: name.span, isInclusive: isInclusive, at: moment) else { return false }
        // no end is written as 0.0
        let end = UnsafeBufferPointer(start: pointee.val.objid, count: pointee.val_len / MemoryLayout<oid>.size)
        guard end.allSatisfy({ $0 == 0 }) || cell.oid.arcs.lexicographicallyPrecedes(end) else { return false }
        set(cell)
        return true
    }

    /// Gives it an exception instead of a value (RFC 3416, section 3).
    func set(_ exception: virtpulse_snmp_exception) {
        _ = snmp_set_var_typed_value(self, UInt8(exception.rawValue), nil, 0)
    }

    /// Gives it a value.
    func set(_ value: SNMPValue) {
        switch value {
        // an integer's memory is a C long, which has 64 bits here
        case .integer(let number): set(ASN_INTEGER, Int(number))
        case .unsigned(let number): set(ASN_GAUGE, UInt(number))
        case .counter32(let number): set(ASN_COUNTER, UInt(number))
        case .timeTicks(let number): set(ASN_TIMETICKS, UInt(number))
        case .counter64(let number): _ = virtpulse_snmp_set_counter64(self, number)
        case .octets(let bytes):
            // net-snmp takes no pointer for no bytes
            bytes.isEmpty
                ? set(ASN_OCTET_STR, [0], size: 0)
                : set(ASN_OCTET_STR, bytes, size: bytes.count)
        case .identifier(let oid): set(ASN_OBJECT_ID, oid.arcs, size: oid.arcs.count * MemoryLayout<oid>.size)
        }
    }

    private var name: UnsafeBufferPointer<UInt> {
        UnsafeBufferPointer(start: pointee.name, count: pointee.name_length)
    }

    private func set(_ cell: MIBTree.Cell) {
        cell.oid.arcs.withUnsafeBufferPointer { _ = snmp_set_var_objid(self, $0.baseAddress, $0.count) }
        set(cell.value)
    }

    private func set(_ type: some BinaryInteger, _ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number) {
            _ = snmp_set_var_typed_value(self, UInt8(type), $0.baseAddress, $0.count)
        }
    }

    private func set<Element>(_ type: some BinaryInteger, _ elements: [Element], size: Int) {
        elements.withUnsafeBytes { _ = snmp_set_var_typed_value(self, UInt8(type), $0.baseAddress, size) }
    }
}
