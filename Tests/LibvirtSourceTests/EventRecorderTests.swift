import Snapshot
import Testing

@testable import Libvirt
@testable import LibvirtSource

/// Events of several connections at a time, of which a call may hold the older ones.
@Suite("Event recorder")
struct EventRecorderTests {
    private let recorder = EventRecorder()

    /// A connection that announces reboots.
    private struct Listener {
        let announce: AsyncStream<RebootEvent>.Continuation
        let end: Task<Void, Never>

        init(_ recorder: EventRecorder) throws {
            let (stream, announce) = AsyncStream.makeStream(of: RebootEvent.self)
            self.announce = announce
            end = try #require(recorder.follow(stream, of: recorder.nextEpoch()) { _ in [.reboot] })
        }

        /// Ends it once it heard of everything.
        func finish() async {
            announce.finish()
            await end.value
        }
    }

    private func reboot(_ name: String) -> RebootEvent {
        RebootEvent(domain: DomainReference(name: name, uuid: DomainUUID(high: 1, low: 2), id: 3))
    }

    private var recorded: [String] { recorder.log.events(after: 0).events.map(\.domain) }
    private var count: UInt64? { recorder.recorded.values.first?.counts[.reboot] }

    @Test func theNewestConnectionAloneIsBelieved() async throws {
        let (first, second) = (try Listener(recorder), try Listener(recorder))
        first.announce.yield(reboot("old"))
        second.announce.yield(reboot("new"))
        await first.finish()
        await second.finish()
        #expect(recorded == ["new"] && count == 1)
    }

    @Test func anOlderConnectionIsBelievedAgainOnceTheNewerOneEnded() async throws {
        let (first, second) = (try Listener(recorder), try Listener(recorder))
        second.announce.yield(reboot("new"))
        await second.finish()
        first.announce.yield(reboot("old"))
        await first.finish()
        #expect(recorded == ["new", "old"] && count == 2)
        let third = try Listener(recorder)
        third.announce.yield(reboot("newest"))
        await third.finish()
        #expect(recorded == ["new", "old", "newest"])
    }

    /// A connection that is lost leaves a gap, unless another one listens.
    @Test func sinceWhenNothingIsMissed() async throws {
        func listener() throws -> (AsyncStream<LifecycleEvent>.Continuation, Task<Void, Never>) {
            let (stream, announce) = AsyncStream.makeStream(of: LifecycleEvent.self)
            let end = recorder.follow(stream, of: recorder.nextEpoch()) { _ in [.reboot] }
            return (announce, try #require(end))
        }
        let future = 1e18
        #expect(recorder.log.completeSince(now: future) == future)
        let (first, firstEnd) = try listener()
        let began = recorder.log.completeSince(now: future)
        #expect(began < future)
        let (second, secondEnd) = try listener()
        first.finish()
        await firstEnd.value
        #expect(recorder.log.completeSince(now: future) == began)
        second.finish()
        await secondEnd.value
        #expect(recorder.log.completeSince(now: future) == future)
        let (third, thirdEnd) = try listener()
        #expect(recorder.log.completeSince(now: future) >= began && recorder.log.completeSince(now: future) < future)
        third.finish()
        await thirdEnd.value
    }
}
