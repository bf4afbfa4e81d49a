internal import Feed
internal import NIOCore
internal import Snapshot

/// What was written of a snapshot, for the next who asks for the same.
struct FeedBodies {
    private var bodies: [FeedSelection: ByteBuffer] = [:]
    /// Which snapshot it was; the same may be told with another reading of the host.
    private var (generation, hostReadAt): (UInt64?, MonotonicTime?) = (nil, nil)
    private var bytes = 0

    /// As many selections as different checks may well ask for, and as much as whole snapshots of large hosts take.
    private static let (mostBodies, mostBytes) = (64, 8 << 20)

    /// The answer with a part of a snapshot.
    mutating func body(_ snapshot: Snapshot, _ selection: FeedSelection, _ answers: FeedAnswers) -> ByteBuffer {
        if generation != snapshot.generation || hostReadAt != snapshot.host?.readAt {
            bodies.removeAll(keepingCapacity: true)
            (bytes, generation, hostReadAt) = (0, snapshot.generation, snapshot.host?.readAt)
        }
        if let body = bodies[selection] { return body }
        let body = ByteBuffer(bytes: answers.body(snapshot, selection))
        if bodies.count < Self.mostBodies, bytes + body.readableBytes <= Self.mostBytes {
            bodies[selection] = body
            bytes += body.readableBytes
        }
        return body
    }
}
