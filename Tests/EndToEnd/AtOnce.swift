import Testing

/// A piece of a test that waits for most of its time, as tests by themselves run one after another.
struct Piece: Sendable {
    let name: String
    let body: @concurrent @Sendable () async throws -> Void

    init(_ name: String, _ body: @escaping @concurrent @Sendable () async throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Runs pieces, never more than `width` at once, and says of each that fails which it is.
    static func atOnce(_ width: Int, _ pieces: [Piece]) async {
        await withTaskGroup(of: Void.self) { group in
            for (number, piece) in pieces.enumerated() {
                if number >= width { await group.next() }
                group.addTask {
                    let began = ContinuousClock.now
                    do { try await piece.body() } catch { Issue.record(error, "\(piece.name)") }
                    print("\(piece.name): \(figure(began.duration(to: .now) / .seconds(1), 1)) s")
                }
            }
        }
    }
}
