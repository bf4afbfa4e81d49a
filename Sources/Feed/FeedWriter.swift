import SwiftProtobuf

/// Writes a message piece by piece: its fields may stand in any order, and those of the same message be written apart.
struct FeedWriter {
    private(set) var bytes: [UInt8] = []

    /// Writes all fields of a message.
    mutating func append(_ message: some SwiftProtobuf.Message) {
        do { bytes += try message.serializedBytes() as [UInt8] } catch {
            // proto3 has no required fields, and no message of ours has two gigabytes
            preconditionFailure("a message of the feed cannot be written: \(error)")
        }
    }

    /// Writes a message as a field.
    mutating func append(_ field: UInt8, _ message: some SwiftProtobuf.Message) {
        var content = FeedWriter()
        content.append(message)
        append(field, content.bytes)
    }

    /// Writes a message's bytes as a field: its number and kind (https://protobuf.dev/programming-guides/encoding/), its
    /// length, itself.
    ///
    /// - Parameter field: The field's number, at most 15.
    mutating func append(_ field: UInt8, _ content: [UInt8]) {
        bytes.append(field << 3 | 2)
        var length = content.count
        while length >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
            length >>= 7
        }
        bytes.append(UInt8(length))
        bytes += content
    }
}
