import Glibc

extension String {
    /// Text made of bytes that ought to be UTF-8 but come from tenants.
    ///
    /// Valid UTF-8 stays as it is. In anything else, a byte that is not part of valid UTF-8 becomes `\xnn` (lowercase
    /// hexadecimal), and a backslash in front of `xnn` becomes `\x5c`, so that different bytes stay different text.
    init(repairing bytes: UnsafeBufferPointer<UInt8>) {
        if let valid = try? UTF8Span(validating: bytes.span) {
            self = String(copying: valid)
        } else {
            self = Self.escaped(bytes)
        }
    }

    /// The repaired text of a C string.
    init(repairing pointer: UnsafePointer<CChar>) {
        let length = strlen(pointer)
        self = pointer.withMemoryRebound(to: UInt8.self, capacity: length) {
            String(repairing: UnsafeBufferPointer(start: $0, count: length))
        }
    }

    /// The repaired text of bytes.
    init(repairing bytes: [UInt8]) { self = bytes.withUnsafeBufferPointer { String(repairing: $0) } }

    /// The repaired text of a C string, or `nil` where libvirt gave none.
    init?(repairing pointer: UnsafePointer<CChar>?) {
        guard let pointer else { return nil }
        self.init(repairing: pointer)
    }

    private static func escaped(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 16)
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var position = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar):
                if bytes.isEscape(at: position) {
                    result.append(contentsOf: "\\x5c".utf8)
                } else {
                    result.append(contentsOf: scalar)
                }
                position += scalar.count
            case .error(let length):
                for byte in bytes[position..<position + length] {
                    let digits = Array("0123456789abcdef".utf8)
                    result.append(contentsOf: "\\x".utf8)
                    result.append(digits[Int(byte >> 4)])
                    result.append(digits[Int(byte & 15)])
                }
                position += length
            case .emptyInput:
                return String(decoding: result, as: UTF8.self)
            }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func isEscape(at position: Int) -> Bool {
        guard position + 3 < count, self[position] == 0x5C, self[position + 1] == 0x78 else { return false }
        return self[position + 2].isLowercaseHexadecimal && self[position + 3].isLowercaseHexadecimal
    }
}

extension UInt8 {
    fileprivate var isLowercaseHexadecimal: Bool { (0x30...0x39).contains(self) || (0x61...0x66).contains(self) }
}

/// The name at a number's place, or text that says which unknown number it is.
func name(of number: Int32, in names: [String]) -> String {
    names.indices.contains(Int(number)) ? names[Int(number)] : "unknown(\(number))"
}

/// Takes a C string that libvirt allocated for the caller, and frees it.
func consume(_ pointer: UnsafeMutablePointer<CChar>) -> [UInt8] {
    defer { free(pointer) }
    let length = strlen(pointer)
    return [UInt8](UnsafeRawBufferPointer(start: pointer, count: length))
}
