import RealGuests
import Testing

/// What waits for most of its time, several of them at once; each has a lab of its own, for most take libvirtd away.
@Suite("Long waits", .serialized, .timeLimit(.minutes(5)))
struct LongWaitTests {
    private func piece(
        _ name: String, _ body: @escaping @concurrent @Sendable () async throws -> Void
    ) -> Piece {
        Piece(name) {
            guard Lab.isWanted else { return }
            let guests = Lab.Guests(running: 2, busy: 1, paused: 0, inactive: 1, areOdd: false)
            try await Lab.with(guests, body)
        }
    }

    /// No more than these, as the times of samples are looked at.
    @Test func eventsAndAGuestThatIsStuck() async {
        await Piece.atOnce(
            2,
            [
                piece("eventsWhileTheDaemonComesAndGoes") {
                    try await CollectdSourceTests().eventsWhileTheDaemonComesAndGoes()
                },
                piece("anAgentThatStartsBesideAStuckGuestNamesIt") {
                    try await GuestTests.OutageTests().anAgentThatStartsBesideAStuckGuestNamesIt()
                },
            ])
    }

    /// The longest first.
    @Test func outages() async {
        await Piece.atOnce(
            4,
            [
                piece("outagesByTheFeedAlone") { try await CollectdSourceTests().outagesByTheFeedAlone() },
                piece("aDiskThatIsFull") { try await CollectdNoticeTests().aDiskThatIsFull() },
                piece("anEventConnectionThatHangs") { try await CollectdSourceTests().anEventConnectionThatHangs() },
                piece("valuesGoOnAfterLibvirtWasAway") {
                    try await GuestTests.CollectdTests().valuesGoOnAfterLibvirtWasAway()
                },
                piece("aMasterThatComesLaterAndGoes") {
                    try await GuestTests.SNMPTests().aMasterThatComesLaterAndGoes()
                },
                Piece("theDaemonComesAndGoes") { try await CollectdPluginTests().theDaemonComesAndGoes() },
                piece("theHostsRateIsAlwaysKnown") {
                    try await CheckModeTests.ByFeed().theHostsRateIsAlwaysKnown()
                },
                piece("persistentGuests") { try await CollectdNoticeTests().persistentGuests() },
                piece("eventsAfterLibvirtWasAway, by itself") {
                    try await CollectdSourceTests().eventsAfterLibvirtWasAway(hasDaemon: false)
                },
                piece("eventsAfterLibvirtWasAway, by a daemon") {
                    try await CollectdSourceTests().eventsAfterLibvirtWasAway(hasDaemon: true)
                },
                piece("aJumpOfTheTimeOfDayMovesNoAgeAndNoDeadline") {
                    try await GuestTests.ClockTests().aJumpOfTheTimeOfDayMovesNoAgeAndNoDeadline()
                },
                Piece("prometheusScrapesThroughTLSWithACertificateAndAPassword") {
                    try await WebTests().prometheusScrapesThroughTLSWithACertificateAndAPassword()
                },
                piece("aGuestThatHangsIsStuck") { try await GuestTests.CollectdTests().aGuestThatHangsIsStuck() },
                piece("aGuestThatAnswersAgain") { try await CollectdSourceTests().aGuestThatAnswersAgain() },
                piece("aFeedThatMayNotBeRead") { try await CollectdSourceTests().aFeedThatMayNotBeRead() },
                piece("aUserWhomLibvirtRefuses") { try await CollectdSourceTests().aUserWhomLibvirtRefuses() },
                Piece("prometheusReadsOpenMetrics") {
                    if Lab.isWanted { try await PageFormsTests().prometheusReadsOpenMetrics() }
                },
                Piece("idleConnectionsAreGivenBack") { try await ProbeTests().idleConnectionsAreGivenBack() },
            ])
    }
}
