/// The parts of a page in their order; those that belong to a snapshot are shared by all its pages.
public struct PagePieces: Sendable {
    /// Which pages share the parts that belong to a snapshot.
    public struct Origin: Hashable, Sendable {
        /// The format they are written in.
        public let format: ExpositionFormat
        /// The snapshot to which the body belongs.
        public let generation: UInt64
        /// What the facts belong to.
        public let factsGeneration: UInt64
    }

    /// What the agent says of itself at the moment of the request.
    public let report: [UInt8]
    /// What changes seldom: the facts of the domains.
    public let facts: [UInt8]
    /// What belongs to the snapshot.
    public let body: [UInt8]
    /// What the format wants at the end.
    public let end: [UInt8]
    /// Where the shared parts come from; `nil` if no other page has the same.
    public let origin: Origin?

    /// All parts in order.
    public var all: [[UInt8]] { [report, facts, body, end] }
}
