/// A value of SNMP (RFC 2578, section 7.1).
public enum SNMPValue: Hashable, Sendable {
    /// `Integer32`, also of enumerations.
    case integer(Int32)
    /// `Unsigned32` and `Gauge32`, which are the same on the wire.
    case unsigned(UInt32)
    /// `Counter32`.
    case counter32(UInt32)
    /// `Counter64`.
    case counter64(UInt64)
    /// `TimeTicks`: hundredths of a second, modulo 2^32.
    case timeTicks(UInt32)
    /// `OCTET STRING`.
    case octets([UInt8])
    /// `OBJECT IDENTIFIER`.
    case identifier(OID)

    /// A text, cut between two characters where it has more bytes than `SnmpAdminString` takes (RFC 3411).
    static func text(_ text: String, longest: Int = 255) -> SNMPValue {
        guard text.utf8.count > longest else { return .octets(Array(text.utf8)) }
        var count = 0
        let end = text.unicodeScalars.firstIndex { scalar in
            count += UTF8.width(scalar)
            return count > longest
        }
        return .octets(Array(text[..<(end ?? text.endIndex)].utf8))
    }

    /// `TruthValue` (RFC 2579).
    static func truth(_ isTrue: Bool) -> SNMPValue { .integer(isTrue ? 1 : 2) }

    /// A size as a whole number of units; `nil` where it is more than the type takes.
    static func size(_ bytes: UInt64, in unit: UInt64) -> SNMPValue? {
        Int32(exactly: bytes / unit).map { .integer($0) }
    }

    /// A gauge, at its top where it would be more (RFC 2578, section 7.1.7).
    static func gauge(_ number: UInt64) -> SNMPValue { .unsigned(UInt32(clamping: number)) }
}

extension UInt64 {
    /// So many times the number; `nil` where that is more than 64 bits hold, as of a guest without a limit.
    func times(_ factor: UInt64) -> UInt64? {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }
}

/// The type of an object, as a module writes it.
public enum MIBSyntax: String, Hashable, Sendable {
    /// `Integer32`, and enumerations.
    case integer = "Integer32"
    /// `Unsigned32` and `Gauge32`.
    case unsigned = "Unsigned32"
    /// `Counter32`.
    case counter32 = "Counter32"
    /// `Counter64`, and `CounterBasedGauge64`, which is one on the wire (RFC 2856).
    case counter64 = "Counter64"
    /// `TimeTicks`.
    case timeTicks = "TimeTicks"
    /// `OCTET STRING`.
    case octets = "OctetString"
    /// `OBJECT IDENTIFIER`.
    case identifier = "ObjectIdentifier"

    /// Whether a value is of this type.
    public func matches(_ value: SNMPValue) -> Bool {
        switch (self, value) {
        case (.integer, .integer), (.unsigned, .unsigned), (.counter32, .counter32), (.counter64, .counter64),
            (.timeTicks, .timeTicks), (.octets, .octets), (.identifier, .identifier):
            true
        default: false
        }
    }
}

/// An object that a module defines and this program has.
public struct MIBObject: Hashable, Sendable {
    /// Its name, as in `vmName`.
    public let name: String
    /// Where it is: of a column without a row, of a scalar without the zero.
    public let oid: OID
    /// Its type.
    public let syntax: MIBSyntax
}
