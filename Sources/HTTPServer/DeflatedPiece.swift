internal import CZlib

/// A part of a body, compressed so that it can stand among other parts in one gzip file (RFC 1951 and 1952).
///
/// A part that many responses share is compressed once. The file still has only one member: several are allowed, but
/// not every client reads more than the first.
public struct DeflatedPiece: Sendable {
    /// Blocks of which none is the last, up to a byte's end.
    private let blocks: [UInt8]
    private let checksum: UInt
    /// How long the part is uncompressed, in bytes.
    private let count: Int

    /// Compresses a part, which takes about ten milliseconds a megabyte.
    ///
    /// - Returns: `nil` if there is no memory for it.
    public init?(_ piece: [UInt8]) {
        count = piece.count
        checksum = piece.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
        guard !piece.isEmpty else {
            blocks = []
            return
        }
        guard let blocks = Self.deflate(piece) else { return nil }
        self.blocks = blocks
    }

    /// A gzip file of these parts, in pieces that the parts share.
    public static func gzip(_ parts: [DeflatedPiece]) -> [[UInt8]] {
        // no name, no time, and the operating system unknown
        let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        var checksum: UInt = 0
        var count: UInt32 = 0
        for part in parts {
            checksum = crc32_combine(checksum, part.checksum, part.count)
            count &+= UInt32(truncatingIfNeeded: part.count)
        }
        // an empty block that is the last
        var trailer: [UInt8] = [3, 0]
        for number in [UInt32(truncatingIfNeeded: checksum), count] {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                trailer.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        return [header] + parts.map(\.blocks) + [trailer]
    }

    private static func deflate(_ piece: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        // a negative window is that of raw blocks; a page of numbers gets little smaller at higher levels
        guard
            deflateInit2_(
                &stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                CInt(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var output: [UInt8] = []
        output.reserveCapacity(piece.count / 8 + 64)
        var isComplete = true
        piece.withUnsafeBufferPointer { input in
            // zlib's input is not const, and is not written to
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunk) { buffer in
                var rest = input.count
                repeat {
                    if stream.avail_in == 0 {
                        let next = min(rest, 1 << 30)
                        stream.avail_in = UInt32(next)
                        rest -= next
                    }
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = UInt32(buffer.count)
                    guard CZlib.deflate(&stream, rest == 0 ? Z_SYNC_FLUSH : Z_NO_FLUSH) == Z_OK else {
                        isComplete = false
                        return
                    }
                    output.append(contentsOf: buffer[..<(buffer.count - Int(stream.avail_out))])
                } while rest > 0 || stream.avail_in > 0 || stream.avail_out == 0
            }
        }
        return isComplete ? output : nil
    }

    private static let chunk = 32 << 10
}
