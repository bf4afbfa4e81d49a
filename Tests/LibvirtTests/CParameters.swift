import CLibvirt
import Foundation

@testable import Libvirt

/// An array of libvirt's tagged unions, as a driver would fill it.
final class CParameters {
    let buffer: UnsafeMutableBufferPointer<virTypedParameter>

    init(_ fields: [(String, TypedValue)]) {
        buffer = .allocate(capacity: fields.count)
        buffer.initialize(repeating: virTypedParameter())
        for (index, (name, value)) in fields.enumerated() {
            withUnsafeMutableBytes(of: &buffer[index].field) { $0.copyBytes(from: name.utf8.prefix(80)) }
            set(value, at: index)
        }
    }

    deinit {
        for parameter in buffer where parameter.type == 7 { free(parameter.value.s) }
        buffer.deallocate()
    }

    var decoded: TypedParameters { TypedParameters(buffer.baseAddress, count: Int32(buffer.count)) }

    func setText(_ bytes: [UInt8], at index: Int) {
        free(buffer[index].value.s)
        buffer[index].value.s = (bytes + [0]).withUnsafeBytes { text in
            text.baseAddress.flatMap { strdup($0.assumingMemoryBound(to: CChar.self)) }
        }
    }

    private func set(_ value: TypedValue, at index: Int) {
        switch value {
        case .int(let value): (buffer[index].type, buffer[index].value.i) = (1, value)
        case .uint(let value): (buffer[index].type, buffer[index].value.ui) = (2, value)
        case .llong(let value): (buffer[index].type, buffer[index].value.l) = (3, value)
        case .ullong(let value): (buffer[index].type, buffer[index].value.ul) = (4, value)
        case .double(let value): (buffer[index].type, buffer[index].value.d) = (5, value)
        case .boolean(let value): (buffer[index].type, buffer[index].value.b) = (6, value ? 1 : 0)
        case .string(let value): (buffer[index].type, buffer[index].value.s) = (7, strdup(value))
        }
    }
}
