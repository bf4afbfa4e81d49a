import CLibvirt
import Glibc

/// A domain's UUID: what stays the same over renames, restarts and migrations.
public struct DomainUUID: Hashable, Sendable {
    /// The first eight bytes, the first one in the highest place.
    public let high: UInt64
    /// The last eight bytes, the first one in the highest place.
    public let low: UInt64

    /// The UUID with these halves.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The UUID written as 32 hexadecimal digits, with hyphens anywhere between them or nowhere.
    public init?(_ text: some StringProtocol) {
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for character in text.utf8 where character != 0x2D {
            guard digits < 32, let digit = character.hexadecimalDigit else { return nil }
            if digits < 16 { halves.0 = halves.0 << 4 | digit } else { halves.1 = halves.1 << 4 | digit }
            digits += 1
        }
        guard digits == 32 else { return nil }
        self.init(high: halves.0, low: halves.1)
    }

    /// The UUID that `fill` writes as 16 bytes, or `nil` if it reports failure.
    init?(filledBy fill: (UnsafeMutablePointer<UInt8>) -> Int32) {
        let halves: (UInt64, UInt64)? = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { bytes in
            guard let start = bytes.baseAddress, fill(start) == 0 else { return nil }
            return (bytes[0..<8].reduce(0) { $0 << 8 | UInt64($1) }, bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) })
        }
        guard let halves else { return nil }
        self.init(high: halves.0, low: halves.1)
    }

    /// The 16 bytes in order.
    var bytes: [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: high >> UInt64($0)) }
            + stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: low >> UInt64($0)) }
    }
}

extension DomainUUID: CustomStringConvertible {
    /// The canonical form: lowercase, hyphens after the digits 8, 12, 16 and 20.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(0x2D) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var hexadecimalDigit: UInt64? {
        switch self {
        case 0x30...0x39: UInt64(self - 0x30)
        case 0x41...0x46: UInt64(self - 0x41 + 10)
        case 0x61...0x66: UInt64(self - 0x61 + 10)
        default: nil
        }
    }
}

/// Which domain is meant, as it was called when libvirt last told.
///
/// The UUID alone decides which domain a call reaches; the name and the identifier are as old as the reference.
public struct DomainReference: Hashable, Sendable {
    /// The name; bytes that are not UTF-8 are written as `\xnn`.
    public var name: String
    /// The UUID.
    public var uuid: DomainUUID
    /// The hypervisor's identifier of this run of the domain, or `nil` if it is not active.
    public var id: Int32?

    /// A reference made of its parts.
    public init(name: String, uuid: DomainUUID, id: Int32? = nil) {
        self.name = name
        self.uuid = uuid
        self.id = id
    }

    /// What libvirt's object says without asking the daemon.
    init?(_ raw: virDomainPtr?) {
        guard let raw, let name = String(repairing: virDomainGetName(raw)),
            let uuid = DomainUUID(filledBy: { virDomainGetUUID(raw, $0) })
        else { return nil }
        self.init(name: name, uuid: uuid, id: Self.id(of: raw))
    }

    /// The same, of one of the domains that were asked about, whose answers come in the order of the question.
    ///
    /// The daemon found them by UUID, so the name tells which it is; libvirt's getter of the UUID formats a log message
    /// for each.
    init?(_ raw: virDomainPtr?, expecting asked: inout ArraySlice<DomainReference>) {
        guard let raw, let name = virDomainGetName(raw) else { return nil }
        var rest = asked
        while let domain = rest.popFirst() {
            guard domain.isCalled(name) else { continue }
            asked = rest
            self = domain
            id = Self.id(of: raw)
            return
        }
        self.init(raw)
    }

    private static func id(of raw: virDomainPtr) -> Int32? {
        let id = virDomainGetID(raw)
        return id == UInt32.max ? nil : Int32(truncatingIfNeeded: id)
    }

    private func isCalled(_ name: UnsafePointer<CChar>) -> Bool {
        let length = strlen(name)
        return self.name.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.count == length && bytes.baseAddress.map { memcmp($0, name, length) == 0 } ?? (length == 0)
        } ?? false
    }
}
