import CLibvirt
import Glibc

extension TypedParameters {
    /// Copies libvirt's array of tagged unions, which stays the caller's to free.
    ///
    /// A parameter of a type that this code does not know (a newer libvirt's) is left out: without its type a value
    /// cannot be read.
    init(_ parameters: UnsafeMutablePointer<virTypedParameter>?, count: Int32) {
        guard let parameters, count > 0 else {
            self.init(bytes: [], entries: [])
            return
        }
        let count = Int(count)
        let (bytes, entries) = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { lengths in
            let (known, total) = Self.measure(parameters, into: lengths)
            var entries: [Entry] = []
            let bytes = [UInt8](unsafeUninitializedCapacity: total) { bytes, size in
                size = total
                entries = [Entry](unsafeUninitializedCapacity: known) { entries, size in
                    size = known
                    Self.copy(parameters, lengths: lengths, to: bytes, and: entries)
                }
            }
            return (bytes, entries)
        }
        self.init(bytes: bytes, entries: entries)
    }

    /// The size of a parameter's name array, `VIR_TYPED_PARAM_FIELD_LENGTH`.
    private static let nameCapacity = MemoryLayout.size(ofValue: virTypedParameter().field)
    /// Marks a parameter of unknown type among the name lengths.
    private static let skipped = UInt8.max

    /// Writes the length of each name; returns the number of parameters of known type and the bytes they need.
    private static func measure(
        _ parameters: UnsafeMutablePointer<virTypedParameter>,
        into lengths: UnsafeMutableBufferPointer<UInt8>
    ) -> (known: Int, total: Int) {
        let capacity = nameCapacity
        var known = 0
        var total = 0
        for index in lengths.indices {
            guard let kind = Kind(type: parameters[index].type) else {
                lengths[index] = skipped
                continue
            }
            let length = strnlen(UnsafeRawPointer(parameters + index).assumingMemoryBound(to: CChar.self), capacity)
            lengths[index] = UInt8(truncatingIfNeeded: length)
            known += 1
            total += length
            if kind == .string, let text = parameters[index].value.s { total += strlen(text) }
        }
        return (known, total)
    }

    private static func copy(
        _ parameters: UnsafeMutablePointer<virTypedParameter>,
        lengths: UnsafeMutableBufferPointer<UInt8>,
        to bytes: UnsafeMutableBufferPointer<UInt8>,
        and entries: UnsafeMutableBufferPointer<Entry>
    ) {
        var used = 0
        var next = 0
        for index in lengths.indices where lengths[index] != skipped {
            guard let kind = Kind(type: parameters[index].type) else { continue }
            let length = Int(lengths[index])
            let start = used
            if length > 0, let base = bytes.baseAddress {
                memcpy(base + start, UnsafeRawPointer(parameters + index), length)
            }
            used += length
            let payload: UInt64
            switch kind {
            case .int: payload = UInt64(bitPattern: Int64(parameters[index].value.i))
            case .uint: payload = UInt64(parameters[index].value.ui)
            case .llong: payload = UInt64(bitPattern: parameters[index].value.l)
            case .ullong: payload = parameters[index].value.ul
            case .double: payload = parameters[index].value.d.bitPattern
            case .boolean: payload = parameters[index].value.b == 0 ? 0 : 1
            case .string:
                let size = parameters[index].value.s.map { strlen($0) } ?? 0
                if size > 0, let base = bytes.baseAddress, let text = parameters[index].value.s {
                    memcpy(base + used, text, size)
                }
                payload = UInt64(used) << 32 | UInt64(size)
                used += size
            }
            (entries.baseAddress.unsafelyUnwrapped + next).initialize(
                to: Entry(
                    payload: payload,
                    nameStart: UInt32(truncatingIfNeeded: start),
                    nameLength: UInt16(length),
                    kind: kind
                )
            )
            next += 1
        }
    }
}

extension TypedParameters.Kind {
    /// The kind for a number of `virTypedParameterType`.
    @inline(__always)
    init?(type: Int32) {
        guard (1...7).contains(type) else { return nil }
        self.init(rawValue: UInt8(truncatingIfNeeded: type - 1))
    }
}
