import Testing

@testable import NagiosOutput

@Suite struct RangeTests {
    @Test func itIsPlain() throws { #expect(try AlertRange("90%", unit: .percent).description == "90") }
}
