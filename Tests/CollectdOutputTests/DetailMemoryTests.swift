import Snapshot
import Testing

@testable import CollectdOutput

/// What single guests are asked, and when again.
@Suite struct DetailMemoryTests {
    private let start = ContinuousClock.now

    private func settings(_ statistics: ExtraStatistic...) -> CollectdSettings {
        var settings = CollectdSettings()
        settings.extraStatistics = Set(statistics)
        return settings
    }

    /// The seconds at which something is asked, of those that are given, when each question has that answer at once.
    private func asked(
        _ settings: CollectdSettings, of guest: DomainSample, at seconds: [Int], driver: String = "QEMU",
        _ answer: (DetailQuestion) -> DetailAnswer?
    ) -> [Int] {
        var memory = DetailMemory()
        return seconds.filter { second in
            let now = start + .seconds(second)
            let questions = memory.questions(of: guest, settings, driver: driver, at: now)
            for question in questions {
                if let answer = answer(question) {
                    memory.note(answer, of: guest, at: now)
                } else {
                    memory.note(failureOf: question, of: guest, at: now)
                }
            }
            return !questions.isEmpty
        }
    }

    @Test func metadata() {
        var settings = CollectdSettings()
        settings.hostnameFormat = [.metadata]
        let guest = SyntheticHost.guest("a", id: nil)
        #expect(asked(settings, of: guest, at: [0, 1, 599, 600, 601]) { _ in .metadata("x") } == [0, 600])
        #expect(asked(settings, of: guest, at: [0, 9, 10, 11]) { _ in nil } == [0, 10])
    }

    @Test func metadataThatChanged() {
        var settings = CollectdSettings()
        settings.hostnameFormat = [.metadata]
        var memory = DetailMemory()
        func questions(changes: UInt64) -> [DetailQuestion] {
            let guest = SyntheticHost.guest("a", events: DomainEvents(counts: [.metadataChange: changes]))
            defer { memory.note(.metadata("x"), of: guest, at: start) }
            return memory.questions(of: guest, settings, driver: "QEMU", at: start)
        }
        #expect(questions(changes: 1) == [.metadata] && questions(changes: 1) == [])
        #expect(questions(changes: 2) == [.metadata])
    }

    @Test func affinityOfEachRun() {
        var memory = DetailMemory()
        func questions(run: Int32?) -> [DetailQuestion] {
            let guest = SyntheticHost.guest("a", id: run)
            let questions = memory.questions(of: guest, settings(.vcpuPinning), driver: "QEMU", at: start)
            if !questions.isEmpty { memory.note(.affinity([(0, [true])]), of: guest, at: start) }
            return questions
        }
        #expect(questions(run: 1) == [.affinity] && questions(run: 1) == [])
        #expect(questions(run: nil) == [])
        #expect(memory.details[SyntheticHost.uuid(1)]?.affinity.isEmpty == true)
        #expect(questions(run: 2) == [.affinity])
        let guest = SyntheticHost.guest("a")
        let times = asked(settings(.vcpuPinning), of: guest, at: Array(0...61)) { _ in .affinity([]) }
        #expect(times.count >= 2 && times.dropFirst().allSatisfy { $0 >= 30 })
    }

    /// QEMU pauses a guest whose disk fails; other drivers are asked of those that run.
    @Test(arguments: [("QEMU", Int32(1), false), ("QEMU", 3, true), ("TEST", 1, true), ("TEST", 3, false)])
    func diskErrors(driver: String, state: Int32, isAsked: Bool) {
        let guest = SyntheticHost.guest("a", state: (state, "x", nil))
        let times = asked(settings(.diskErrors), of: guest, at: [0, 1], driver: driver) { _ in .diskErrors([]) }
        #expect(times == (isAsked ? [0, 1] : []))
    }

    @Test func aDiskThatWorksAgainIsInErrorNoMore() {
        var memory = DetailMemory()
        let paused = SyntheticHost.guest("a", state: (3, "paused", "ioerror"))
        _ = memory.questions(of: paused, settings(.diskErrors), driver: "QEMU", at: start)
        memory.note(.diskErrors([("vda", 2)]), of: paused, at: start)
        #expect(memory.details[SyntheticHost.uuid(1)]?.diskErrors.count == 1)
        _ = memory.questions(of: SyntheticHost.guest("a"), settings(.diskErrors), driver: "QEMU", at: start)
        #expect(memory.details[SyntheticHost.uuid(1)]?.diskErrors.isEmpty == true)
    }

    /// An image is asked for anew when the sample tells another size of it.
    @Test func images() {
        var memory = DetailMemory()
        func questions(_ allocation: UInt64) -> [DetailQuestion] {
            var fields = SyntheticHost.everything
            fields["block.0.allocation"] = .unsigned(allocation)
            let guest = SyntheticHost.guest("a", fields)
            let questions = memory.questions(of: guest, settings(.diskAllocation), driver: "QEMU", at: start)
            for question in questions {
                guard case .image(let disk) = question else { continue }
                memory.note(.image(disk, .init(allocation: 1, physical: 2)), of: guest, at: start)
            }
            return questions
        }
        #expect(questions(38) == [.image("vda")] && questions(38) == [] && questions(39) == [.image("vda")])
    }

    @Test func aGuestWithoutAnAgentIsAskedSeldom() {
        let guest = SyntheticHost.guest("a")
        #expect(asked(settings(.fileSystems), of: guest, at: [0, 10, 299, 300]) { _ in nil } == [0, 300])
        #expect(asked(settings(.fileSystems), of: guest, at: [0, 1, 2]) { _ in .fileSystems([]) } == [0, 1, 2])
    }

    @Test func whoHangsIsAskedNothing() {
        let all = settings(.fileSystems, .vcpuPinning, .diskErrors, .diskAllocation)
        let guest = SyntheticHost.guest("a", isStuck: true)
        #expect(asked(all, of: guest, at: [0, 1000]) { _ in nil } == [])
    }

    @Test func whoIsGoneIsForgotten() {
        var memory = DetailMemory()
        let guest = SyntheticHost.guest("a")
        memory.note(.metadata("x"), of: guest, at: start)
        memory.keepOnly([guest])
        #expect(memory.details.count == 1)
        memory.keepOnly([])
        #expect(memory.details.isEmpty)
    }
}

/// What an operator hardly meant.
@Suite struct SelectionHintsTests {
    private func hints(_ settings: CollectdSettings, _ guests: [DomainSample], _ name: String?) -> [String] {
        var hints = SelectionHints()
        var detail = GuestDetails()
        (detail.hasMetadata, detail.metadataName) = (true, name)
        let details = Dictionary(uniqueKeysWithValues: guests.map { ($0.identity.uuid, detail) })
        return (0..<3).compactMap { _ in hints.next(SyntheticHost.sample(guests).snapshot, details, settings) }
    }

    @Test func eachIsSaidOnce() throws {
        var settings = CollectdSettings()
        let guests = [SyntheticHost.guest("a"), SyntheticHost.guest("b", uuid: 2)]
        #expect(hints(settings, guests, nil) == [] && hints(settings, [], nil) == [])
        try settings.apply(.domain, ["c"])
        #expect(hints(settings, guests, nil).count == 1)
        settings.clear(.domain)
        settings.hostnameFormat = [.metadata]
        #expect(hints(settings, guests, nil).count == 1 && hints(settings, guests, "x") == [])
    }
}
