import RealGuests
import Testing

/// Gives the tests of a suite one lab, and takes it down after the last.
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
    /// Runs `body` with a lab as ``Lab/shared``, and takes that down whatever comes.
    static func with(_ guests: Guests, _ body: @concurrent @Sendable () async throws -> Void) async throws {
        let lab = try await Lab.start(guests)
        do {
            try await Lab.$current.withValue(lab, operation: body)
        } catch {
            await lab.stop()
            throw error
        }
        await lab.stop()
    }
}
