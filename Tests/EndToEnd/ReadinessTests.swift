import HTTPServer
import Sampler
import Snapshot
import Testing

@testable import virtpulse

@Suite("Readiness") struct ReadinessTests {
    private func verdict(
        answeredAt: Duration?, now: Duration, isUp: Bool = true, problem: String? = nil,
        _ options: SamplerOptions = SamplerOptions()
    ) -> (status: Int, text: String) {
        let status = SampleStatus(
            isUp: isUp, lastAnswered: answeredAt.map { MonotonicTime(sinceOrigin: $0) },
            problems: problem.map { [StatsFailure(.unreachable, $0)] } ?? [])
        let snapshot = Snapshot(
            generation: 1, startedAt: MonotonicTime(sinceOrigin: .zero), factsGeneration: 0, domains: [], host: nil,
            status: status)
        let response = Readiness(options).response(snapshot, now: MonotonicTime(sinceOrigin: now))
        return (response.status, String(decoding: response.body.pieces.joined(), as: UTF8.self))
    }

    @Test func beforeTheFirstAnswer() {
        let verdict = verdict(answeredAt: nil, now: .seconds(1), isUp: false, problem: "no\nsocket")
        #expect(verdict.status == 503)
        #expect(verdict.text == "not ready: libvirt did not answer yet: no\\u{a}socket\n")
    }

    @Test(arguments: [(0, 200), (35, 200), (36, 503), (5000, 503)])
    func byTheAgeOfTheLastAnswer(age: Int, status: Int) {
        // a sample that failed does not take away what the one before gave
        for isUp in [true, false] {
            let verdict = verdict(answeredAt: .seconds(100), now: .seconds(100 + age), isUp: isUp)
            #expect(verdict.status == status)
            #expect(verdict.text == (status == 200 ? "ready\n" : "not ready: libvirt last answered \(age) s ago\n"))
        }
    }

    @Test func byTheIntervalAndTheDeadline() {
        var options = SamplerOptions()
        options.interval = .seconds(60)
        options.deadline = .seconds(1)
        #expect(verdict(answeredAt: .zero, now: .seconds(181), options).status == 200)
        #expect(verdict(answeredAt: .zero, now: .seconds(182), options).status == 503)
    }
}
