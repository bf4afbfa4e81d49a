import SeededRandom
import Testing

@testable import HTTPServer

@Suite struct ConnectionStateTests {
    private typealias Head = ConnectionState.RequestHead

    private func opened() -> ConnectionState {
        var state = ConnectionState()
        #expect(state.opened(isAdmitted: true) == .none)
        return state
    }

    /// A connection whose request has been dispatched.
    private func dispatched(_ head: ConnectionState.RequestHead = .init()) -> ConnectionState {
        var state = opened()
        state.bytesArrived()
        #expect(state.headArrived(head) == .none)
        #expect(state.endArrived() == .dispatch)
        return state
    }

    @Test func bodyGoesInSlices() {
        var state = dispatched()
        #expect(state.timer == nil)
        #expect(state.respond(length: 150_000) == .write(0..<65_536, isLast: false))
        let first = state.timer
        #expect(first?.wait == .write)
        #expect(state.written() == .write(65_536..<131_072, isLast: false))
        #expect(state.timer != first)
        #expect(state.written() == .write(131_072..<150_000, isLast: true))
        #expect(state.isBusy)
        #expect(state.written() == .proceed)
        #expect(!state.isBusy)
        #expect(state.timer?.wait == .idle)
    }

    @Test(arguments: [0, 1, 65_536]) func smallBodyIsOneSlice(_ length: Int) {
        var state = dispatched()
        #expect(state.respond(length: length) == .write(0..<length, isLast: true))
        #expect(state.written() == .proceed)
    }

    @Test func headHasNoBody() {
        var state = dispatched(Head(isGet: false, isHead: true))
        #expect(state.respond(length: 150_000) == .write(0..<0, isLast: true))
    }

    @Test func closeLingers() {
        var state = dispatched(Head(keepAlive: false))
        #expect(!state.keepsAlive)
        #expect(state.respond(length: 1) == .write(0..<1, isLast: true))
        #expect(state.written() == .closeOutput)
        #expect(state.isDiscarding)
        #expect(state.timer?.wait == .linger)
        #expect(state.headArrived(Head()) == .none)
        #expect(state.parserFailed(.malformed) == .none)
        #expect(state.inputClosed() == .close)
        #expect(state.timer == nil)
    }

    @Test func laterBytesDoNotExtendTheHeadersTime() {
        var state = opened()
        let timer = state.timer
        #expect(timer?.wait == .header)
        for _ in 0..<10 { state.bytesArrived() }
        #expect(state.timer == timer)
        #expect(state.headArrived(Head()) == .none)
        #expect(state.timer == timer)
    }

    @Test func firstByteAfterAResponseStartsTheHeadersTime() {
        var state = dispatched()
        _ = state.respond(length: 1)
        #expect(state.written() == .proceed)
        state.bytesArrived()
        let timer = state.timer
        #expect(timer?.wait == .header)
        state.bytesArrived()
        #expect(state.timer == timer)
    }

    @Test func waitsThatEnd() throws {
        var silent = opened()
        #expect(silent.timedOut(try #require(silent.timer)) == .close)

        var dripping = opened()
        dripping.bytesArrived()
        #expect(dripping.timedOut(try #require(dripping.timer)) == .refuse(.timeout))
        #expect(dripping.respond(length: 5) == .write(0..<5, isLast: true))
        #expect(dripping.written() == .closeOutput)
        #expect(dripping.timedOut(try #require(dripping.timer)) == .close)

        var stalled = dispatched()
        _ = stalled.respond(length: 1)
        #expect(stalled.timedOut(try #require(stalled.timer)) == .close)

        var idle = dispatched()
        _ = idle.respond(length: 1)
        _ = idle.written()
        let timer = try #require(idle.timer)
        idle.bytesArrived()
        #expect(idle.timedOut(timer) == .none, "a wait that is over already")
    }

    @Test(arguments: [
        (Head(hostFields: 0), ConnectionState.Refusal.malformed), (Head(hostFields: 2), .malformed),
        (Head(isHTTP11: false, hostFields: 2), .malformed), (Head(hasBody: true), .bodyNotAllowed),
        (Head(isGet: false, hasBody: true), .methodNotAllowed),
    ])
    fileprivate func refusedAtTheHead(_ head: ConnectionState.RequestHead, _ refusal: ConnectionState.Refusal) {
        var state = opened()
        state.bytesArrived()
        #expect(state.headArrived(head) == .refuse(refusal))
        #expect(!state.keepsAlive)
        #expect(state.endArrived() == .none)
        _ = state.respond(length: 1)
        #expect(state.written() == .closeOutput)
    }

    @Test func otherMethodKeepsTheConnection() {
        var state = opened()
        _ = state.headArrived(Head(isGet: false))
        #expect(state.endArrived() == .refuse(.methodNotAllowed))
        _ = state.respond(length: 1)
        #expect(state.written() == .proceed)
    }

    @Test func oldVersionNeedsNoHost() {
        var state = opened()
        #expect(state.headArrived(Head(isHTTP11: false, hostFields: 0)) == .none)
    }

    @Test func oneTooMany() {
        var state = ConnectionState()
        #expect(state.opened(isAdmitted: false) == .refuse(.overloaded))
        #expect(state.respond(length: 1) == .write(0..<1, isLast: true))
        #expect(state.written() == .closeOutput)
    }

    @Test func endWhileIdle() {
        var fresh = opened()
        #expect(fresh.end() == .close)
        var late = ConnectionState()
        #expect(late.end() == .close)
        #expect(late.opened(isAdmitted: true) == .close)
    }

    @Test func endDuringAResponse() {
        var state = dispatched()
        #expect(state.end() == .none)
        #expect(!state.keepsAlive)
        _ = state.respond(length: 1)
        #expect(state.written() == .closeOutput)
    }

    @Test func lateEventsOfAClosedConnection() {
        var state = dispatched()
        state.closed()
        #expect(state.respond(length: 10) == .none)
        #expect(state.written() == .none)
        #expect(state.inputClosed() == .none)
        #expect(state.endArrived() == .none)
        #expect(state.end() == .none)
        state.bytesArrived()
        #expect(state.timer == nil)
    }

    /// Whatever the order of events, the state is never stuck: it is busy, waits with a timer, or is closed.
    @Test func anyOrderOfEvents() {
        for seed in UInt64(1)...500 {
            var random = SplitMix64(seed: seed)
            var state = ConnectionState()
            var isClosed = state.opened(isAdmitted: !random.oneIn(10)) == .close
            for step in 0..<60 where !isClosed {
                let action: ConnectionState.Action
                switch Int.random(in: 0..<10, using: &random) {
                case 0: action = state.headArrived(Head(hasBody: random.oneIn(5), keepAlive: !random.oneIn(5)))
                case 1, 2: action = state.endArrived()
                case 3, 4: action = state.respond(length: Int.random(in: 0...200_000, using: &random))
                case 5, 6: action = state.written()
                case 7: action = random.oneIn(8) ? state.inputClosed() : .none
                case 8: action = random.oneIn(8) ? state.parserFailed(.malformed) : .none
                default:
                    state.bytesArrived()
                    action = .none
                }
                isClosed = action == .close
                #expect(isClosed || state.isBusy || state.timer != nil, "seed \(seed), step \(step)")
            }
        }
    }
}
