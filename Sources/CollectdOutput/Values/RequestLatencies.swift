import Snapshot

/// How long requests of each disk took, from one sample to the next.
struct RequestLatencies: Sendable {
    private struct Counters {
        let requests: UInt64
        let nanoseconds: UInt64
    }

    private struct Guest {
        var run: Int32?
        var reads: [String: Counters] = [:]
        var writes: [String: Counters] = [:]
    }

    private var guests: [DomainIdentity.UUID: Guest] = [:]

    /// Milliseconds that a read and a write took since the last sample; `nil` where there was none, or it is not known.
    mutating func milliseconds(
        of disk: String, in guest: DomainIdentity, reads: UInt64?, readTime: UInt64?, writes: UInt64?,
        writeTime: UInt64?
    ) -> (read: Double?, write: Double?) {
        var known = guests[guest.uuid] ?? Guest()
        if known.run != guest.id { known = Guest(run: guest.id) }
        defer { guests[guest.uuid] = known }
        return (
            Self.mean(&known.reads[disk], reads, readTime), Self.mean(&known.writes[disk], writes, writeTime)
        )
    }

    private static func mean(_ last: inout Counters?, _ requests: UInt64?, _ nanoseconds: UInt64?) -> Double? {
        guard let requests, let nanoseconds else {
            last = nil
            return nil
        }
        defer { last = Counters(requests: requests, nanoseconds: nanoseconds) }
        guard let last, requests > last.requests, nanoseconds >= last.nanoseconds else { return nil }
        return Double(nanoseconds - last.nanoseconds) / Double(requests - last.requests) / 1e6
    }

    mutating func keepOnly(_ present: Set<DomainIdentity.UUID>) {
        if guests.count > present.count { guests = guests.filter { present.contains($0.key) } }
    }
}
