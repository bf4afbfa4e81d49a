import Catalogue
import PrometheusOutput
import SeededRandom
import Snapshot
import SwiftProtobuf
import TestSnapshots
import Testing

@testable import Feed

/// What a reader gets is what the daemon has.
@Suite("Round trip") struct RoundTripTests {
    private static let answers = FeedAnswers(
        FeedDaemon(version: "1.2.3", interval: .seconds(10), uri: "qemu:///system"))
    private static let now = MonotonicTime(sinceOrigin: .milliseconds(4_500))

    /// As the daemon has them, by name.
    private static let names = [CompleteSnapshot.hostileName, "web"]

    private func answer(_ snapshot: Snapshot, _ selection: FeedSelection = .all) -> [UInt8] {
        Self.answers.head(at: Self.now) + Self.answers.body(snapshot, selection)
    }

    private func page(_ snapshot: Snapshot) -> String {
        let page = PrometheusPage(exportsUnknown: true)
        return String(decoding: page.render(snapshot, report: CompleteSnapshot.report), as: UTF8.self)
    }

    @Test func everythingArrives() throws {
        let snapshot = CompleteSnapshot.snapshot(generation: 7, names: Self.names)
        let sample = try FeedResponse(reading: answer(snapshot)).readSample()
        // the page has everything of the catalogue, and what a wrong number would do to it shows
        #expect(page(sample.snapshot) == page(snapshot))
        #expect(sample.snapshot.generation == 7 && sample.snapshot.factsGeneration == 7)
        #expect(sample.snapshot.startedAt == snapshot.startedAt && sample.now == Self.now)
        #expect(sample.daemon == Self.answers.daemon && sample.run == Self.answers.run)
        #expect(sample.snapshot.host?.readAt != nil && sample.snapshot.host?.readAt == snapshot.host?.readAt)
        for (mine, theirs) in zip(sample.snapshot.domains, snapshot.domains) {
            #expect(mine.identity == theirs.identity && mine.facts?.value == theirs.facts?.value)
            #expect(mine.sampledAt == theirs.sampledAt && mine.startedAt == theirs.startedAt)
            #expect(mine.events?.counts == theirs.events?.counts)
            #expect(mine.values.texts.map(\.text) == theirs.values.texts.map(\.text))
        }
    }

    @Test func whatIsAbsentStaysAbsent() throws {
        let domain = DomainSample(
            identity: DomainIdentity(name: "off", uuid: .init(high: .max, low: 1), id: nil), state: nil,
            isAutostarted: nil, isPersistent: nil, facts: nil, values: ValueSet(), sampledAt: nil)
        let status = SampleStatus(isUp: false, problems: [StatsFailure(.unreachable, "libvirtd is down")])
        let snapshot = Snapshot(
            generation: 1, startedAt: Self.now, factsGeneration: 1, domains: [domain], host: nil, status: status)
        let read = try FeedResponse(reading: answer(snapshot)).readSample().snapshot
        let mine = try #require(read.domains.first)
        #expect(mine.identity == domain.identity && mine.state == nil && mine.isAutostarted == nil)
        #expect(mine.isPersistent == nil && mine.facts == nil && mine.sampledAt == nil && mine.events == nil)
        #expect(mine.startedAt == nil && mine.jobs.current == nil && mine.values.values.isEmpty)
        #expect(read.host == nil && !read.status.isUp && read.status.lastAnswered == nil)
        #expect(read.status.problems == status.problems)
    }

    @Test func aSelectionIsAllThatComes() throws {
        let snapshot = CompleteSnapshot.snapshot()
        let selection = FeedSelection(domains: ["web", "nobody"], collectors: [.block], leavesOutFacts: true)
        let read = try FeedResponse(reading: answer(snapshot, selection)).readSample().snapshot
        #expect(read.domains.map(\.identity.name) == ["web"])
        let domain = try #require(read.domains.first)
        #expect(domain.facts == nil && domain.state?.name == "running")
        #expect(Set(domain.values.values.map { $0.metric.metric.collector }) == [.block])
        #expect(read.host?.hostname == "host" && read.storagePools.values.isEmpty)
        let none = try FeedResponse(reading: answer(snapshot, FeedSelection(collectors: []))).readSample().snapshot
        #expect(none.domains.count == 2 && none.domains.allSatisfy { $0.values.entities.isEmpty })
    }

    @Test func metricsAreAllThatCome() throws {
        let snapshot = CompleteSnapshot.snapshot()
        let wanted: Set = [Catalogue.id(of: "block.#.rd.bytes"), Catalogue.id(of: "cpu.time")]
        var selection = FeedSelection(collectors: [.block, .cpuTotal, .vcpu], metrics: wanted, leavesOutFacts: true)
        let read = try FeedResponse(reading: answer(snapshot, selection)).readSample().snapshot
        let whole = Dictionary(uniqueKeysWithValues: snapshot.domains.map { ($0.identity.name, $0.values) })
        for domain in read.domains {
            let values = domain.values
            #expect(
                Set(values.values.map(\.metric)) == wanted && Set(values.entities.map(\.scope)) == [.domain, .block])
            #expect(values.texts.isEmpty && values.histograms.isEmpty && values.unknown.isEmpty)
            let theirs = try #require(whole[domain.identity.name])
            for metric in wanted {
                for labels in theirs.entities.filter({ $0.scope == metric.metric.scope }).map(\.labels) {
                    #expect(values.bits(of: metric, labels: labels) == theirs.bits(of: metric, labels: labels))
                }
            }
        }
        #expect(read.domains.count == 2 && Set(read.status.collectors.keys) == Set(snapshot.status.collectors.keys))
        // one that is asked for is of no collector that is
        selection.collectors = [.vcpu]
        let other = try FeedResponse(reading: answer(snapshot, selection)).readSample().snapshot
        #expect(other.domains.allSatisfy { $0.values.entities.isEmpty && $0.state?.name == "running" })
        selection = FeedSelection(metrics: [])
        let none = try FeedResponse(reading: answer(snapshot, selection)).readSample().snapshot
        #expect(none.domains.count == 2 && none.domains.allSatisfy { $0.values.entities.isEmpty })
    }

    @Test func questionsForMetricsArrive() throws {
        let wanted = Set([MetricID(rawValue: 4), MetricID(rawValue: 40)])
        let selection = FeedSelection(collectors: [.block], metrics: wanted)
        var request = FeedRequest()
        request.snapshot = FeedSnapshotRequest(selection)
        #expect(
            try FeedQuestion(reading: try request.serializedBytes())
                == .snapshot(selection, after: nil, run: nil, wait: .zero))
        // of a newer reader: it is not taken for a question for everything
        request.snapshot.fields = ["gpu.#.time"]
        #expect(
            try FeedQuestion(reading: try request.serializedBytes())
                == .snapshot(FeedSelection(collectors: [.block], metrics: []), after: nil, run: nil, wait: .zero))
        request.snapshot = FeedSnapshotRequest(FeedSelection(metrics: []))
        guard case .snapshot(let read, _, _, _) = try FeedQuestion(reading: try request.serializedBytes()) else {
            return #expect(Bool(false))
        }
        #expect(read.collectors == [])
    }

    @Test func questionsArrive() throws {
        let selection = FeedSelection(domains: ["a"], collectors: [.vcpu, .cpuTotal], leavesOutFacts: true)
        var request = FeedRequest()
        request.snapshot = FeedSnapshotRequest(selection)
        request.snapshot.afterGeneration = 0
        request.snapshot.run = 8
        request.snapshot.waitMilliseconds = 1500
        #expect(
            try FeedQuestion(reading: try request.serializedBytes())
                == .snapshot(selection, after: 0, run: 8, wait: .milliseconds(1500)))
        let empty = FeedSelection(collectors: [])
        request.snapshot = FeedSnapshotRequest(empty)
        #expect(
            try FeedQuestion(reading: try request.serializedBytes())
                == .snapshot(empty, after: nil, run: nil, wait: .zero))
        request.events.cursor = 9
        request.events.waitMilliseconds = .max
        #expect(
            try FeedQuestion(reading: try request.serializedBytes())
                == .events(after: 9, run: nil, wait: FeedQuestion.longestWait))
        #expect(throws: FeedError.self) { try FeedQuestion(reading: []) }
    }

    @Test func eventsArrive() throws {
        let log = EventLog()
        let domain = DomainIdentity(name: "web", uuid: .init(high: 3, low: 4), id: 1)
        log.append(at: 12.5, domain, .started, detail: "booted")
        log.append(at: 13, domain, .reboot, detail: nil)
        let (events, missed, _) = log.events(after: 0)
        let bytes = Self.answers.head(at: Self.now) + Self.answers.events(events, cursor: 2, missed: missed)
        let batch = try FeedResponse(reading: bytes).readEvents()
        #expect(batch.events == events && batch.cursor == 2 && batch.missed == 0 && batch.events.count == 2)
        // as an older daemon has it
        #expect(batch.completeSince == nil)
        let told = Self.answers.events(events, cursor: 2, missed: 1, completeSince: 11.5)
        #expect(try FeedResponse(reading: Self.answers.head(at: Self.now) + told).readEvents().completeSince == 11.5)
    }

    @Test func aRefusalIsAnError() {
        let bytes = Self.answers.head(at: Self.now) + Self.answers.refusal("too much")
        #expect(throws: FeedError.refused(reason: "too much")) { try FeedResponse(reading: bytes) }
    }

    /// Whatever bytes come: an answer or an error, never a crash.
    @Test(arguments: 0..<24) func damagedAnswersAreErrors(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let whole = answer(CompleteSnapshot.snapshot())
        for _ in 0..<150 {
            var bytes = whole
            if random.oneIn(4) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &random)) }
            for _ in 0..<Int.random(in: 0...8, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0 ... .max, using: &random)
            }
            if let read = try? FeedResponse(reading: bytes).readSample() {
                // what can be read can be shown
                _ = page(read.snapshot)
            }
            _ = try? FeedQuestion(reading: bytes)
        }
    }

    /// What a daemon of another version may say that this one does not.
    @Test func whatIsUnknownIsLeftOut() throws {
        let snapshot = CompleteSnapshot.snapshot(names: Self.names)
        var message = try FeedResponse(reading: answer(snapshot)).snapshot
        let entities = message.entities.scope.count
        message.entities.scope.append(UInt32(message.entities.scopes.count))
        message.entities.scopes.append(
            .with {
                $0.name = "gpu"; $0.labels = 2
            })
        message.entities.owner.append(1)
        message.entities.labels += ["0", "1"]
        message.columns.append(
            .with {
                $0.field = "gpu.#.time"
                $0.representation = .unsigned
                $0.entitySteps = [UInt32(entities + 1)]
                $0.values = [1]
            })
        message.status.collectors.append(.with { $0.collector = "gpu" })
        let read = try Snapshot(message)
        #expect(page(read) == page(snapshot))
    }

    @Test(
        arguments: [
            { $0.columns[0].values.append(1) }, { $0.columns[0].entitySteps[0] = 0 },
            { $0.columns[0].entitySteps[0] = .max }, { $0.domains[0].uuid.removeLast() },
            { $0.entities.owner[$0.entities.owner.count - 1] = 9 }, { $0.entities.owner[0] = 1 },
            { $0.entities.owner.removeLast() }, { $0.entities.labels.removeLast() }, { $0.entities.scope[0] = 1_000 },
            { $0.histograms[0].starts.swapAt(0, 1) }, { $0.unknown[0].domain = 2 }, { $0.histograms[0].entity = 0 },
            { $0.texts[0].entitySteps[0] = 1 },
            { $0.texts[0].entitySteps[0] = 100_000 }, { $0.texts[0].texts.append("") },
        ] as [@Sendable (inout FeedSnapshot) -> Void])
    func contradictionsAreErrors(change: @Sendable (inout FeedSnapshot) -> Void) throws {
        var message = try FeedResponse(reading: answer(CompleteSnapshot.snapshot())).snapshot
        change(&message)
        #expect(throws: FeedError.self) { try Snapshot(message) }
    }
}
