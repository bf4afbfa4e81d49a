import RealGuests
import Testing

/// Gives the tests of a suite one lab, which ends after the last.
struct LabTrait: SuiteTrait, TestScoping {
    var guests = Lab.Guests.mixed

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard Lab.isWanted else { return try await function() }
        try await Lab.with(guests, function)
    }
}

extension Trait where Self == LabTrait {
    static var lab: LabTrait { LabTrait() }

    static func lab(_ guests: Lab.Guests) -> LabTrait { LabTrait(guests: guests) }
}

extension Lab {
    /// Runs `body` with a lab as ``Lab/shared``, which ends after it whatever comes.
    static func with(_ guests: Guests, _ body: @concurrent @Sendable () async throws -> Void) async throws {
        let lab = try await Lab.start(guests)
        // the kernel takes a second for it, which nobody has to wait for; a lab whose owner is gone ends itself
        defer { Task { await lab.stop() } }
        try await Lab.$current.withValue(lab, operation: body)
    }
}
