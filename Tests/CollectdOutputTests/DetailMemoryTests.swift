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
        _ settings: CollectdSettings, of guest: DomainSample, at seconds: [Int], driver: String? = "QEMU",
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

    /// A definition may bring other metadata, and so may a run that began with another one.
    @Test func metadataOfANewDefinitionOrRun() {
        var settings = CollectdSettings()
        settings.hostnameFormat = [.metadata]
        var memory = DetailMemory()
        func questions(_ counts: [DomainEvents.Kind: UInt64], run: Int32? = 1) -> [DetailQuestion] {
            let guest = SyntheticHost.guest("a", id: run, events: DomainEvents(counts: counts))
            defer { memory.note(.metadata("x"), of: guest, at: start) }
            return memory.questions(of: guest, settings, driver: "QEMU", at: start)
        }
        #expect(questions([:]) == [.metadata] && questions([:]) == [])
        #expect(questions([.defined: 1]) == [.metadata] && questions([.defined: 1]) == [])
        #expect(questions([.defined: 2, .undefined: 1]) == [.metadata])
        #expect(questions([.defined: 2, .undefined: 1]) == [])
        // the count begins anew with the daemon that counts
        #expect(questions([.defined: 1]) == [.metadata] && questions([.defined: 1], run: 2) == [.metadata])
        #expect(questions([.defined: 1], run: 2) == [])
    }

    @Test func aGuestThatCameBackIsAskedForItsMetadata() {
        var settings = CollectdSettings()
        settings.hostnameFormat = [.metadata]
        var memory = DetailMemory()
        let guest = SyntheticHost.guest("a")
        memory.note(.metadata("x"), of: guest, at: start)
        _ = memory.questions(of: guest, settings, driver: "QEMU", at: start)
        memory.keepOnly([], at: start)
        memory.keepOnly([guest], at: start)
        #expect(memory.questions(of: guest, settings, driver: "QEMU", at: start) == [.metadata])
    }

    /// Who has no name in the end is told by what else there is.
    @Test func metadataThatCannotBeHad() {
        var settings = CollectdSettings()
        settings.hostnameFormat = [.metadata]
        var memory = DetailMemory()
        let guest = SyntheticHost.guest("a")
        var told: [Bool] = []
        for second in [0, 10, 20] {
            #expect(memory.questions(of: guest, settings, driver: nil, at: start + .seconds(second)) == [.metadata])
            memory.note(failureOf: .metadata, of: guest, at: start + .seconds(second))
            told.append(memory.details[SyntheticHost.uuid(1)]?.hasMetadata ?? false)
        }
        #expect(told == [false, false, true])
        #expect(memory.questions(of: guest, settings, driver: nil, at: start + .seconds(30)) == [])
        #expect(memory.questions(of: guest, settings, driver: nil, at: start + .seconds(80)) == [.metadata])
        memory.note(.metadata("x"), of: guest, at: start + .seconds(80))
        // a name that was known once is not forgotten for that
        for second in 700...703 { memory.note(failureOf: .metadata, of: guest, at: start + .seconds(second)) }
        #expect(memory.details[SyntheticHost.uuid(1)]?.metadataName == "x")
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

    /// Whoever does not know the driver yet asks, for an empty list of questions would open no connection that tells it.
    @Test func diskErrorsOfAHostThatIsNotKnownYet() {
        var memory = DetailMemory()
        let paused = SyntheticHost.guest("a", state: (3, "paused", "ioerror"))
        for guest in [paused, SyntheticHost.guest("b", uuid: 2)] {
            #expect(memory.questions(of: guest, settings(.diskErrors), driver: nil, at: start) == [.diskErrors])
        }
        memory.note(.diskErrors([("vda", 2)]), of: paused, at: start)
        for state in [(3, "paused", "ioerror"), (3, "paused", "user"), (1, "running", nil)]
            as [(Int32, String, String?)]
        {
            let guest = SyntheticHost.guest("a", state: state)
            _ = memory.questions(of: guest, settings(.diskErrors), driver: nil, at: start)
            #expect(memory.details[SyntheticHost.uuid(1)]?.diskErrors.count == 1)
        }
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
        memory.keepOnly([guest], at: start)
        #expect(memory.details.count == 1)
        // what libvirt announces of it may come a moment later
        memory.keepOnly([], at: start + .seconds(1))
        #expect(memory.details.count == 1)
        memory.keepOnly([], at: start + .seconds(62))
        #expect(memory.details.isEmpty)
    }

    @Test func ofManyThatAreGoneNoneIsKept() {
        var memory = DetailMemory()
        let guests = (1...3000).map { SyntheticHost.guest("a", uuid: $0) }
        for guest in guests { memory.note(.metadata("x"), of: guest, at: start) }
        memory.keepOnly(Array(guests.prefix(10)), at: start)
        #expect(memory.details.count == 10)
    }

    /// What can be asked no more is not told for ever.
    @Test func whatAges() throws {
        var memory = DetailMemory()
        let guest = SyntheticHost.guest("a")
        memory.note(
            .fileSystems([.init(mountPoint: "/", name: "vda1", type: "ext4", devices: [])]), of: guest, at: start)
        memory.note(.diskErrors([("vda", 1)]), of: guest, at: start)
        memory.note(.affinity([(0, [true])]), of: guest, at: start)
        memory.note(.image("vda", .init(allocation: 1, physical: 2)), of: guest, at: start)
        func details() throws -> GuestDetails { try #require(memory.details[SyntheticHost.uuid(1)]) }
        memory.forgetWhatAges(.agent, at: start)
        #expect(try details().fileSystems.isEmpty && details().diskErrors.count == 1)
        memory.forgetWhatAges(.monitor, at: start)
        #expect(try details().diskErrors.isEmpty && details().affinity.count == 1 && details().images.count == 1)
        memory.forgetWhatAges(.monitor, at: start + .seconds(61))
        #expect(try details().affinity.isEmpty && details().images.count == 1)
        memory.forgetWhatAges(.monitor, at: start + .seconds(601))
        #expect(try details().images.isEmpty)
    }
}

/// Calls that do not return.
@Suite struct HeldCallsTests {
    @Test func eachKindHasItsOwn() {
        var held = HeldCalls()
        let calls = (1...4).map { held.begin(SyntheticHost.uuid($0), .agent) }
        #expect(held.isFull(.agent) && !held.isFull(.monitor) && !held.isFull(.metadata))
        #expect(held.has(SyntheticHost.uuid(1), .agent) && !held.has(SyntheticHost.uuid(1), .monitor))
        held.end(calls[0])
        held.end(calls[0])
        #expect(!held.isFull(.agent) && !held.has(SyntheticHost.uuid(1), .agent))
    }

    @Test func anAgentIsAskedByWayOfTheMonitor() {
        var held = HeldCalls()
        _ = held.begin(SyntheticHost.uuid(1), .monitor)
        let kinds = DetailQuestion.Kind.allCases.filter { held.has(SyntheticHost.uuid(1), $0) }
        #expect(kinds == [.monitor, .agent] && !held.has(SyntheticHost.uuid(2), .monitor))
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
        for (option, word) in [(VirtOption.blockDevice, "disk"), (.interfaceDevice, "interface")] {
            try settings.apply(option, ["a:none"])
            let told = hints(settings, guests, nil)
            #expect(told.count == 1 && told.allSatisfy { $0.contains(word) && $0.contains(option.rawValue) }, "\(told)")
            // one is enough, and guests without any have none to choose from
            try settings.apply(option, ["/^b:/"])
            #expect(hints(settings, guests, nil) == [] && hints(settings, [SyntheticHost.guest("c", [:])], nil) == [])
            settings.clear(option)
        }
        settings.hostnameFormat = [.metadata]
        #expect(hints(settings, guests, nil).count == 1 && hints(settings, guests, "x") == [])
    }
}
