/// The bytes of a response, in pieces that may belong to others: what is shared is not copied to be joined.
public struct HTTPBody: Sendable {
    /// The pieces, in order.
    public let pieces: [[UInt8]]
    /// How many bytes they have together.
    public let count: Int

    /// A body of these pieces.
    public init(_ pieces: [[UInt8]]) {
        self.pieces = pieces
        count = pieces.reduce(0) { $0 + $1.count }
    }

    /// Calls `body` with each part of a piece that lies in a range of the whole, in order.
    func forEachPart(in range: Range<Int>, _ body: (ArraySlice<UInt8>) -> Void) {
        var start = 0
        for piece in pieces {
            let part = range.clamped(to: start..<start + piece.count)
            if !part.isEmpty { body(piece[part.lowerBound - start..<part.upperBound - start]) }
            start += piece.count
        }
    }
}
