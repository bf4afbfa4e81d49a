import Testing

@testable import NagiosOutput

@Suite struct ServiceStateTests {
    @Test func exitCodesAndWords() {
        #expect(ServiceState.allCases.map(\.rawValue) == [0, 1, 2, 3])
        #expect(ServiceState.allCases.map(\.word) == ["OK", "WARNING", "CRITICAL", "UNKNOWN"])
    }

    @Test func theWorstOfSeveral() {
        // as the Monitoring Plugins' max_state_alt
        let rising: [ServiceState] = [.ok, .unknown, .warning, .critical]
        for (i, a) in rising.enumerated() {
            for (j, b) in rising.enumerated() {
                #expect(a.worse(b) == rising[max(i, j)])
                #expect(a.isWorse(than: b) == (i > j))
                #expect([a, b].worst == rising[max(i, j)])
            }
        }
        #expect([ServiceState]().worst == .ok)
    }

    @Test(arguments: [
        ("ok", ServiceState.ok), ("WARNING", .warning), ("Critical", .critical), ("unknown", .unknown), ("0", .ok),
        ("3", .unknown),
    ])
    func names(text: String, state: ServiceState) { #expect(ServiceState(named: text) == state) }

    @Test(arguments: ["", "4", "-1", "warn ", "fine", "00"])
    func noNames(text: String) { #expect(ServiceState(named: text) == nil) }
}
