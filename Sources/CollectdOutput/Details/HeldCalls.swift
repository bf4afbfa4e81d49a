public import Snapshot

/// The calls that have not returned, each of which keeps a connection.
///
/// Of each kind so many may be open: guests whose agents do not answer take nothing from questions of another kind.
public struct HeldCalls: Sendable {
    /// Which call it is.
    public struct Number: Hashable, Sendable { fileprivate let value: UInt64 }

    /// As many as may be open of a kind.
    public static let most = 4

    private var calls: [Number: (guest: DomainIdentity.UUID, kind: DetailQuestion.Kind)] = [:]
    private var last: UInt64 = 0

    /// None.
    public init() {}

    /// Takes in that a guest is asked.
    public mutating func begin(_ guest: DomainIdentity.UUID, _ kind: DetailQuestion.Kind) -> Number {
        last += 1
        calls[Number(value: last)] = (guest, kind)
        return Number(value: last)
    }

    /// Takes in that a call returned.
    public mutating func end(_ call: Number) { calls[call] = nil }

    /// Whether a guest is held up in what a question of this kind would wait for.
    ///
    /// An agent is asked by way of the emulator, so one that hangs there has none that would answer.
    public func has(_ guest: DomainIdentity.UUID, _ kind: DetailQuestion.Kind) -> Bool {
        calls.values.contains { $0.guest == guest && ($0.kind == kind || kind == .agent && $0.kind == .monitor) }
    }

    /// Whether no further call of this kind may be begun.
    public func isFull(_ kind: DetailQuestion.Kind) -> Bool { calls.values.count { $0.kind == kind } >= Self.most }
}
