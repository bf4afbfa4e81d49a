import Catalogue

/// A field with an open-ended name: `vm.$NAME.sum` or `vcpu.#.$NAME.sum`, and `.cur` and `.max`.
struct HypervisorStatistic {
    let scope: Scope
    let metric: MetricID
    let name: String

    /// Reads a field whose pattern the catalogue does not have; `nil` if it has no open-ended name.
    init?(_ field: Span<UInt8>) {
        let start: Int
        if Self.begins(field, with: Self.vmPrefix) {
            scope = .vmStatistic
            start = 3
        } else if Self.begins(field, with: Self.vcpuPrefix) {
            scope = .vcpuStatistic
            var position = 5
            while position < field.count, field[position] &- 48 < 10 { position += 1 }
            guard position > 5, position < field.count, field[position] == UInt8(ascii: ".") else { return nil }
            start = position + 1
        } else {
            return nil
        }
        let end = field.count - 4
        guard end > start, field[end] == UInt8(ascii: ".") else { return nil }
        let ids = scope == .vmStatistic ? Self.vm : Self.vcpu
        switch (field[end + 1], field[end + 2], field[end + 3]) {
        case (UInt8(ascii: "s"), UInt8(ascii: "u"), UInt8(ascii: "m")): metric = ids.sum
        case (UInt8(ascii: "c"), UInt8(ascii: "u"), UInt8(ascii: "r")): metric = ids.current
        case (UInt8(ascii: "m"), UInt8(ascii: "a"), UInt8(ascii: "x")): metric = ids.maximum
        default: return nil
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(end - start)
        for i in start..<end { bytes.append(field[i]) }
        name = String(decoding: bytes, as: UTF8.self)
    }

    private static let vmPrefix = Array("vm.".utf8)
    private static let vcpuPrefix = Array("vcpu.".utf8)

    private static func begins(_ field: Span<UInt8>, with prefix: [UInt8]) -> Bool {
        guard field.count >= prefix.count else { return false }
        for i in prefix.indices where field[i] != prefix[i] { return false }
        return true
    }

    private struct Identifiers {
        let sum, current, maximum: MetricID

        init(_ prefix: String) {
            sum = Catalogue.id(of: "\(prefix).$NAME.sum")
            current = Catalogue.id(of: "\(prefix).$NAME.cur")
            maximum = Catalogue.id(of: "\(prefix).$NAME.max")
        }
    }

    private static let vm = Identifiers("vm")
    private static let vcpu = Identifiers("vcpu.#")
}
