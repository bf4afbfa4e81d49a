/// How messages follow each other on the socket: each behind its length, four bytes, the highest first.
public enum FeedFrame {
    /// The bytes of a length.
    public static let headSize = 4
    /// The most that a request may have.
    public static let mostRequestBytes = 1 << 18
    /// The most that an answer may have.
    public static let mostResponseBytes = 1 << 28

    /// The bytes that stand before a message of this length.
    public static func head(of length: Int) -> [UInt8] {
        let length = UInt32(clamping: length)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
    }

    /// The length that four bytes say.
    public static func length(_ head: some Sequence<UInt8>) -> Int { head.reduce(0) { $0 << 8 | Int($1) } }
}
