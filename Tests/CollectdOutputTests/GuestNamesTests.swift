import SeededRandom
import Snapshot
import Testing

@testable import CollectdOutput

/// What guests are called from sample to sample, whoever comes and goes.
@Suite struct GuestNamesTests {
    private static func guest(_ number: UInt64, _ name: String, _ metadata: String? = nil) -> GuestNames.Guest {
        GuestNames.Guest(
            identity: DomainIdentity(name: name, uuid: SyntheticHost.uuid(number), id: 1), metadata: metadata)
    }

    private static var byMetadata: CollectdSettings {
        var settings = CollectdSettings()
        settings.hostnameFormat = [.metadata]
        return settings
    }

    private static func text(_ name: GuestName?) -> String {
        name.map { String(decoding: $0.host.bytes, as: UTF8.self) } ?? "none"
    }

    private func hosts(_ names: GuestNames, _ guests: GuestNames.Guest...) -> [String] {
        guests.map { Self.text(names.name(of: $0.identity)) }
    }

    /// A tenant may call a guest as another one is called.
    @Test func aNamesakeRenamesNobody() {
        let (a, b, c) = (Self.guest(1, "i-1", "web"), Self.guest(2, "i-2", "web"), Self.guest(3, "i-3", "web"))
        var names = GuestNames(Self.byMetadata)
        names.update([b])
        #expect(hosts(names, b) == ["web"])
        // be their UUIDs lower or not
        names.update([a, b, c])
        #expect(hosts(names, a, b, c) == ["web~00000001", "web", "web~00000003"])
        // whoever was told under a name keeps it when another one is free
        names.update([a, c])
        #expect(hosts(names, a, c) == ["web~00000001", "web~00000003"])
        names.update([a, b, c])
        #expect(hosts(names, a, b, c) == ["web~00000001", "web", "web~00000003"])
    }

    /// At a start nobody knows who was first; but the next start finds the same one.
    @Test func atAStartTheLowestKeepsTheName() {
        let guests = [Self.guest(3, "i-3", "web"), Self.guest(2, "i-2", "web"), Self.guest(1, "i-1", "/web")]
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            var names = GuestNames(Self.byMetadata)
            names.update(order.map { guests[$0] })
            #expect(hosts(names, guests[0], guests[1], guests[2]) == ["web~00000003", "web", "web~00000001"])
        }
    }

    /// One that is told of no more, such as one that is off, has its name when it comes back.
    @Test func whoIsStillThereKeepsItsName() {
        let (a, b) = (Self.guest(1, "i-1", "web"), Self.guest(2, "i-2", "web"))
        var names = GuestNames(Self.byMetadata)
        names.update([b])
        names.update([a], others: [b.identity.uuid])
        names.update([a, b])
        #expect(hosts(names, a, b) == ["web~00000001", "web"])
        names.update([a])
        names.update([])
        names.update([a, b])
        #expect(hosts(names, a, b) == ["web", "web~00000002"])
    }

    @Test func whoIsCalledOtherwiseGetsAnotherName() {
        var names = GuestNames(Self.byMetadata)
        let (a, b) = (Self.guest(1, "i-1", "web"), Self.guest(2, "i-2", "db"))
        names.update([a, b])
        names.update([a, Self.guest(2, "i-2", "web")])
        #expect(hosts(names, a, b) == ["web", "web~00000002"])
    }

    /// What libvirt announces between two samples is of the name that the guest has then.
    @Test func guestsOfEvents() {
        var names = GuestNames(CollectdSettings())
        names.update([Self.guest(1, "a"), Self.guest(2, "b"), Self.guest(3, "/b")])
        func host(_ number: UInt64, _ name: String) -> String { Self.text(names.name(for: Self.guest(number, name))) }
        #expect(host(1, "a") == "a" && host(3, "/b") == "b~00000003")
        // libvirt has no two of a name: who has it now has the place of the one before
        #expect(host(1, "c") == "c" && host(1, "b") == "b" && host(1, "a") == "a" && host(2, "b") == "b")
        // a new one, then another
        #expect(host(4, "new") == "new" && host(5, "/new") == "new~00000005" && host(4, "new") == "new")
        names.update([Self.guest(4, "new"), Self.guest(5, "/new"), Self.guest(6, "//new")])
        #expect(host(4, "new") == "new" && host(5, "/new") == "new~00000005" && host(6, "//new") == "_new")
    }

    /// A new name in libvirt is none where the format has it not.
    @Test func aRenamedGuestOfAnotherFormat() {
        var names = GuestNames(Self.byMetadata)
        names.update([Self.guest(1, "i-1", "web"), Self.guest(2, "i-2", "web")])
        #expect(Self.text(names.name(for: Self.guest(2, "renamed", "web"))) == "web~00000002")
        #expect(Self.text(names.name(for: Self.guest(1, "renamed-too", "web"))) == "web")
    }

    /// Of any that come and go, no two are one, and none is renamed by another.
    @Test(arguments: 0..<200) func whoeverComesAndGoes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let words = [
            "a", "/a", "a/b", "a_b", "a~00000001", "a~00000002", "a~00000003~", ".a", "_a", "", "/a/b", "//a", "/.a",
            "/_a",
        ]
        var settings = CollectdSettings()
        settings.hostnameFormat = random.oneIn(3) ? [.name] : random.oneIn(2) ? [.hostname] : [.metadata]
        var names = GuestNames(settings)
        // libvirt's own names are all different, those of tenants are not
        var metadata =
            settings.hostnameFormat == [.name]
            ? words.shuffled(using: &random).prefix(12).map { $0 }
            : (0..<12).map { _ in words.randomElement(using: &random) }
        var before: [UInt64: (metadata: String?, name: GuestName)] = [:]
        for round in 0..<12 {
            let changed = random.oneIn(2) ? Int.random(in: 0..<12, using: &random) : nil
            let free = settings.hostnameFormat == [.name] ? words.filter { !metadata.contains($0) } : words
            if let changed { metadata[changed] = free.randomElement(using: &random) }
            let present = (0..<12).filter { _ in !random.oneIn(3) }.shuffled(using: &random)
            func guest(_ number: Int) -> GuestNames.Guest {
                Self.guest(
                    UInt64(number), settings.hostnameFormat == [.name] ? metadata[number] ?? "" : "i-\(number)",
                    metadata[number])
            }
            let off = present.filter { _ in random.oneIn(4) }
            let told = present.filter { !off.contains($0) }
            names.update(told.map(guest), others: Set(off.map { SyntheticHost.uuid(UInt64($0)) }))
            var now: [UInt64: (metadata: String?, name: GuestName)] = [:]
            for number in told {
                guard let name = names.name(of: guest(number).identity) else {
                    Issue.record("seed \(seed), round \(round): \(number) has no name")
                    continue
                }
                now[UInt64(number)] = (metadata[number], name)
                guard let old = before[UInt64(number)], old.metadata == metadata[number] else { continue }
                #expect(old.name == name, "seed \(seed), round \(round)")
            }
            #expect(Set(now.values.map(\.name)).count == told.count, "seed \(seed), round \(round)")
            for number in off { now[UInt64(number)] = before[UInt64(number)] }
            before = now
            // what is announced of others takes no name from those
            let event = Int.random(in: 0..<12, using: &random)
            let name = names.name(for: guest(event))
            if !told.contains(event) { #expect(!told.contains { names.name(of: guest($0).identity) == name }) }
        }
    }
}
