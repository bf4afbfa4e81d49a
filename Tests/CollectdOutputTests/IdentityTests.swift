import SeededRandom
import Snapshot
import Testing

@testable import CollectdOutput

/// What guests and devices are called in collectd.
@Suite struct IdentityTests {
    private func text(_ field: FieldText) -> String { String(decoding: field.bytes, as: UTF8.self) }

    private func hosts(_ names: [String], _ change: (inout CollectdSettings) -> Void = { _ in }) -> [String] {
        var settings = CollectdSettings()
        change(&settings)
        let guests = names.enumerated().map { position, name in
            GuestNames.Guest(
                identity: DomainIdentity(
                    name: name, uuid: .init(high: UInt64(position + 1) << 32, low: UInt64(position)), id: 1),
                metadata: name.isEmpty ? nil : "of \(name.prefix(1))")
        }
        var all = GuestNames(settings)
        all.update(guests)
        return guests.map { guest in
            let name = all.name(for: guest)
            let instance = text(name.pluginInstance)
            return text(name.host) + (instance.isEmpty ? "" : " virt-\(instance)")
        }
    }

    @Test(arguments: [
        ("web 1", "web 1"), ("a\"b", "a\"b"), ("a\\b", "a\\b"), ("/a", "a"), ("a/b/", "a_b_"), ("//a", "_a"),
        ("/", "root"), (".hidden", "_hidden"), ("/.hidden", "_hidden"), ("..", "_."), ("a\tb\u{7f}", "a_b_"),
        ("a\nPUTVAL \"b", "a_PUTVAL \"b"), ("日本", "日本"),
        (String(repeating: "n", count: 127), String(repeating: "n", count: 127)),
        (String(repeating: "n", count: 128), String(repeating: "n", count: 127)),
        (String(repeating: "é", count: 64), String(repeating: "é", count: 63)),
        (String(repeating: "🙂", count: 32), String(repeating: "🙂", count: 31)),
        ("", "00000001-0000-0000-0000-000000000000"),
    ])
    func oneHost(name: String, host: String) { #expect(hosts([name]) == [host]) }

    @Test(arguments: [
        (["name", "uuid"], [], "web:00000001-0000-0000-0000-000000000000"), (["hostname"], ["name"], "node1 virt-web"),
        (["uuid"], ["none"], "00000001-0000-0000-0000-000000000000"), (["metadata"], ["metadata"], "of w virt-of w"),
        (["hostname", "name"], ["name", "uuid"], "node1:web virt-web:00000001-0000-0000-0000-000000000000"),
    ])
    func formats(hostname: [String], instance: [String], name: String) throws {
        var settings = CollectdSettings()
        try settings.apply(.hostnameFormat, hostname)
        if !instance.isEmpty { try settings.apply(.pluginInstanceFormat, instance) }
        let (host, plugin) = (settings.hostnameFormat, settings.pluginInstanceFormat)
        let names = hosts(["web"]) {
            $0.hostnameFormat = host
            $0.pluginInstanceFormat = plugin
            $0.collectdHost = "node1"
        }
        #expect(names == [name])
    }

    @Test func aGuestWithoutMetadataIsNotTakenForCollectdsHost() {
        let guest = GuestNames.Guest(
            identity: DomainIdentity(name: "web", uuid: .init(high: 1, low: 1), id: 1), metadata: nil)
        var settings = CollectdSettings()
        settings.hostnameFormat = [.metadata]
        var names = GuestNames(settings)
        #expect(text(names.name(for: guest).host) == "web")
    }

    @Test(arguments: [
        // who is really called so keeps the name
        (["a_b", "a/b"], ["a_b", "a_b~00000002"]), (["a/b", "a_b"], ["a_b~00000001", "a_b"]),
        (["/a", "a", "a~00000001"], ["a~00000001000000000000000000000000", "a", "a~00000001"]),
        // nobody is
        ([".a", "/.a"], ["_a", "_a~00000002"]),
        // the same to a reader, but not to libvirt
        (["e\u{301}", "\u{e9}"], ["e\u{301}", "\u{e9}"]),
    ])
    func noTwoGuestsAreOne(names: [String], hosts wanted: [String]) {
        #expect(hosts(names).map { Array($0.utf8) } == wanted.map { Array($0.utf8) })
    }

    @Test func aFormatThatNamesNoGuest() {
        let one = hosts(["a"]) { $0.hostnameFormat = [.hostname] }
        #expect(one == ["localhost"])
        let two = hosts(["a", "b"]) { $0.hostnameFormat = [.hostname] }
        #expect(two == ["localhost", "localhost virt-~00000002"])
    }

    @Test func guestsOfOneMetadataAreSeveral() {
        let names = hosts(["web1", "web2", "db"]) { $0.hostnameFormat = [.metadata] }
        #expect(names == ["of w", "of w~00000002", "of d"])
    }

    @Test func namesThatAreCutStayApart() {
        let long = String(repeating: "é", count: 70)
        let names = hosts([long + "1", long + "2"])
        #expect(Set(names).count == 2 && names.allSatisfy { $0.utf8.count <= 127 })
        #expect(names[0].hasSuffix("éé") && names[1].hasSuffix("é~00000002"))
    }

    @Test(arguments: [
        (["vda", "vdb"], ["vda", "vdb"]), (["/a/b", "/a_b", "a_b"], ["a_b~0", "a_b~1", "a_b"]),
        (["vda", "vda"], ["vda", "vda~1"]), (["a/b", "c"], ["a_b", "c"]),
    ])
    func devices(names: [String], fields: [String]) { #expect(DeviceNames.fields(names).map(text) == fields) }

    /// Whichever others there are, and in whatever order.
    @Test func devicesOfOneNameAreToldApartByTheirTargets() {
        let names = DeviceNames.fields(["a/x", "b", "a/x"], targets: ["vda", "vdb", "vdc"]).map(text)
        #expect(names == ["a_x", "b", "a_x~vdc"])
        #expect(DeviceNames.fields(["x", "x"], targets: ["vda", "/\""]).map(text) == ["x", "x~1"])
    }

    private func name(_ random: inout SplitMix64) -> String {
        let alphabet = Array("ab_/.~0\u{1}é🙂")
        let length = random.oneIn(5) ? Int.random(in: 100...300, using: &random) : Int.random(in: 1...4, using: &random)
        return String((0..<length).map { _ in alphabet.randomElement(using: &random) ?? "a" })
    }

    @Test(arguments: 0..<100) func whateverTheyAreCalled(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var own: [[UInt8]] = []
        for _ in 0..<60 {
            let name = Array(name(&random).utf8)
            if !own.contains(name) { own.append(name) }
        }
        let names = own.map { String(decoding: $0, as: UTF8.self) }
        let results = [
            hosts(names), DeviceNames.fields(names).map(text), DeviceNames.fields(names, prefix: "flush-").map(text),
        ]
        for result in results {
            #expect(Set(result.map { Array($0.utf8) }).count == names.count, "seed \(seed)")
            for name in result { #expect(name.utf8.count <= 127 && !name.contains("/"), "\(name)") }
        }
    }

    /// Who is told before its namesake is known would be called otherwise from then on.
    @Test func nobodyIsToldBeforeAllAreKnown() throws {
        var settings = CollectdSettings()
        settings.hostnameFormat = [.metadata]
        var report = CollectdReport(settings, interval: 10)
        let guests = ["web1", "web2"].enumerated().map { SyntheticHost.guest($1, uuid: UInt64($0) + 1) }
        var details: [DomainIdentity.UUID: GuestDetails] = [:]
        func hosts(at seconds: Double, knowing known: DomainSample...) throws -> Set<String> {
            for guest in known {
                var detail = GuestDetails()
                (detail.hasMetadata, detail.metadataName) = (true, "web")
                details[guest.identity.uuid] = detail
            }
            let guests = guests.map { SyntheticHost.guest($0.identity.name, uuid: $0.identity.uuid.low, at: seconds) }
            let sample = SyntheticHost.sample(guests, at: seconds, details: details)
            return Set(try CollectdLine.lines(report.lines(of: sample)).compactMap { $0.fields["host"] })
        }
        #expect(try hosts(at: 10, knowing: guests[0]) == [] && !report.hasNames)
        let event = GuestEvent(
            cursor: 1, at: 11, domain: "web1", uuid: guests[0].identity.uuid, kind: "started", detail: "booted")
        #expect(try hosts(at: 20, knowing: guests[1]) == ["web", "web~00000002"] && report.hasNames)
        #expect(report.lines(of: event, details: details[guests[0].identity.uuid]) != nil)
    }

    /// A host that starts has no guests for a while, and then all of them.
    @Test func aHostWithoutGuestsEndsNoWait() throws {
        var settings = CollectdSettings()
        settings.hostnameFormat = [.metadata]
        var report = CollectdReport(settings, interval: 10)
        func hosts(_ count: UInt64, known: UInt64, at seconds: Double) throws -> [String] {
            let guests = (0..<count).map { SyntheticHost.guest("i-\($0)", uuid: $0 + 1, at: seconds) }
            var detail = GuestDetails()
            (detail.hasMetadata, detail.metadataName) = (true, "web")
            // those of the highest UUIDs are known first
            let details = guests.suffix(Int(known)).map { ($0.identity.uuid, detail) }
            let sample = SyntheticHost.sample(
                guests, at: seconds, details: Dictionary(uniqueKeysWithValues: details))
            return Set(try CollectdLine.lines(report.lines(of: sample)).compactMap { $0.fields["host"] }).sorted()
        }
        #expect(try hosts(0, known: 0, at: 10) == [] && report.hasNames)
        #expect(try hosts(0, known: 0, at: 100) == [] && report.hasNames)
        #expect(try hosts(2, known: 1, at: 110) == [] && !report.hasNames)
        #expect(try hosts(2, known: 2, at: 120) == ["web", "web~00000002"] && report.hasNames)
    }

    /// Whoever is told of has a name, and of one that is off there is something to tell only where states are told.
    @Test(arguments: [(true, ["off", "off~00000002"]), (false, ["off"])])
    func guestsThatAreOff(tellsStates: Bool, names: [String]) throws {
        var settings = CollectdSettings()
        if tellsStates { settings.extraStatistics = [.domainState] }
        var report = CollectdReport(settings, interval: 10)
        let guests = [
            SyntheticHost.guest("off", uuid: 1, id: nil, state: (5, "shutoff", "destroyed")),
            SyntheticHost.guest("/off", uuid: 2),
        ]
        let lines = try CollectdLine.lines(report.lines(of: SyntheticHost.sample(guests)))
        #expect(Set(lines.compactMap { $0.fields["host"] }).sorted() == names)
    }

    @Test func anEventOfAGuestThatWasRenamed() throws {
        var report = CollectdReport(CollectdSettings(), interval: 10)
        _ = report.lines(of: SyntheticHost.sample([SyntheticHost.guest("old")]))
        func host(_ name: String) throws -> String? {
            let event = GuestEvent(
                cursor: 1, at: 11, domain: name, uuid: SyntheticHost.uuid(1), kind: "started", detail: "booted")
            return try report.lines(of: event, details: nil).flatMap {
                try CollectdLine.lines($0).first?.fields["host"]
            }
        }
        #expect(try host("old") == "old" && host("new") == "new")
    }

    /// One that never says what it is called does not silence the others for ever.
    @Test func theOthersWaitForSoLong() throws {
        var settings = CollectdSettings()
        settings.pluginInstanceFormat = [.metadata]
        var report = CollectdReport(settings, interval: 10)
        var known = GuestDetails()
        known.hasMetadata = true
        func count(at seconds: Double) -> Int {
            let guests = [SyntheticHost.guest("a", at: seconds), SyntheticHost.guest("b", uuid: 2, at: seconds)]
            return report.lines(of: SyntheticHost.sample(guests, at: seconds, details: [SyntheticHost.uuid(1): known]))
                .count
        }
        #expect(count(at: 10) == 0 && count(at: 30) == 0 && count(at: 40) > 0 && count(at: 50) > 0)
    }

    /// A guest that is made anew between two samples goes on under its name, whatever is announced meanwhile.
    @Test func aGuestThatIsMadeAnewKeepsItsName() throws {
        var report = CollectdReport(CollectdSettings(), interval: 10)
        func hosts(at seconds: Double, uuid: UInt64) throws -> Set<String> {
            let guest = SyntheticHost.guest("quick", uuid: uuid, at: seconds)
            let lines = report.lines(of: SyntheticHost.sample([guest], at: seconds))
            return Set(try CollectdLine.lines(lines).compactMap { $0.fields["host"] })
        }
        func host(of kind: String, uuid: UInt64) throws -> String? {
            let event = GuestEvent(
                cursor: 1, at: 1_700_000_011, domain: "quick", uuid: SyntheticHost.uuid(uuid), kind: kind, detail: nil)
            return try report.lines(of: event, details: nil).flatMap {
                try CollectdLine.lines($0).first?.fields["host"]
            }
        }
        #expect(try hosts(at: 10, uuid: 1) == ["quick"])
        for uuid in UInt64(2)...4 {
            #expect(try host(of: "stopped", uuid: uuid - 1) == "quick")
            #expect(try host(of: "started", uuid: uuid) == "quick" && host(of: "resumed", uuid: uuid) == "quick")
            // one that was late
            #expect(try host(of: "undefined", uuid: uuid - 1) == "quick")
            #expect(try hosts(at: Double(uuid) * 10, uuid: uuid) == ["quick"])
        }
    }
}
