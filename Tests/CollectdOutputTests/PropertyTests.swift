import SeededRandom
import Snapshot
import Testing

@testable import CollectdOutput

/// Nothing is ever written that collectd refuses, drops without a word, takes for something else, or dies of: every line is
/// read back as collectd reads it.
@Suite struct PropertyTests {
    private static let bytes: [Character] = Array("ab \"\\/.:='-_~\t\n\r\u{0}\u{7f}\u{1b}#é日🙂\u{2028}e\u{301}PUTVAL")

    private func name(_ random: inout SplitMix64) -> String {
        let length = random.oneIn(4) ? Int.random(in: 60...400, using: &random) : Int.random(in: 0...12, using: &random)
        return String((0..<length).map { _ in Self.bytes.randomElement(using: &random) ?? "a" })
    }

    private func value(_ random: inout SplitMix64) -> FieldValue {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: .unsigned(0)
        case 1: .unsigned(.max)
        case 2: .unsigned(UInt64(Int64.max) + UInt64.random(in: 0...1, using: &random))
        case 3: .double(random.oneIn(2) ? .nan : .infinity)
        case 4: .signed(-1)
        default: .unsigned(UInt64.random(in: 0...(1 << 50), using: &random))
        }
    }

    private func fields(_ random: inout SplitMix64) -> [String: FieldValue] {
        var fields: [String: FieldValue] = [:]
        for (field, _) in SyntheticHost.everything where !random.oneIn(5) { fields[field] = value(&random) }
        for device in 0..<Int.random(in: 0...3, using: &random) {
            fields["block.\(device).name"] = .string(name(&random))
            fields["net.\(device).name"] = .string(name(&random))
            for field in ["rd.reqs", "wr.reqs", "rd.times", "wr.times", "fl.reqs", "fl.times", "capacity"] {
                fields["block.\(device).\(field)"] = value(&random)
            }
            for field in ["rx.bytes", "tx.bytes"] { fields["net.\(device).\(field)"] = value(&random) }
        }
        fields["perf.\(name(&random))"] = value(&random)
        return fields
    }

    private func settings(_ random: inout SplitMix64) -> CollectdSettings {
        var settings = CollectdSettings()
        let parts = CollectdSettings.NamePart.allCases
        settings.hostnameFormat = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            parts.randomElement(using: &random) ?? .name
        }
        settings.pluginInstanceFormat = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            parts.randomElement(using: &random) ?? .name
        }
        settings.extraStatistics = Set(ExtraStatistic.allCases.filter { _ in !random.oneIn(4) })
        // both have the same names
        settings.extraStatistics.remove(random.oneIn(2) ? .backgroundJob : .completedJob)
        settings.hasExtra = random.oneIn(2)
        settings.isNotificationPersistent = random.oneIn(2)
        settings.hasCompatibleNotifications = random.oneIn(2)
        settings.collectdHost = name(&random)
        settings.blockDeviceFormat = random.oneIn(2) ? .source : .target
        settings.isBasename = random.oneIn(2)
        settings.interfaceFormat = CollectdSettings.InterfaceFormat.allCases.randomElement(using: &random) ?? .name
        return settings
    }

    private func details(_ random: inout SplitMix64) -> GuestDetails {
        var details = GuestDetails()
        details.hasMetadata = !random.oneIn(5)
        details.metadataName = random.oneIn(3) ? nil : name(&random)
        details.diskErrors = [(name(&random), Int32.random(in: -1...9, using: &random)), (name(&random), 1)]
        details.affinity = [(0, [true, false]), (.max, [true])]
        details.fileSystems = (0..<3).map { _ in
            .init(mountPoint: name(&random), name: name(&random), type: name(&random), devices: [name(&random)])
        }
        return details
    }

    /// How many lines of each command a seed made.
    private func counts(seed: UInt64) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        var random = SplitMix64(seed: seed)
        let settings = settings(&random)
        var report = CollectdReport(settings, interval: random.oneIn(2) ? 0.1 : 86_400)
        var all: [DomainIdentity.UUID: GuestDetails] = [:]
        for round in 1...3 {
            let guests = (0..<12).map { number in
                let state = Int32.random(in: -1...9, using: &random)
                let states: [(Int32, String, String?)] = [
                    (1, "running", "booted"), (state, "x", nil), (state, "x", "unknown(77)"), (3, "paused", "ioerror"),
                ]
                let job = SyntheticHost.job("job", error: name(&random))
                return SyntheticHost.guest(
                    name(&random), fields(&random), uuid: UInt64(number), id: random.oneIn(6) ? nil : Int32(number),
                    state: states.randomElement(using: &random) ?? states[0],
                    facts: SyntheticHost.facts(source: name(&random)), isStuck: random.oneIn(5),
                    isPersistent: random.oneIn(2), at: Double(round * 20 - (random.oneIn(4) ? 5 : 0)),
                    jobs: DomainJobs(current: job, last: SyntheticHost.job("last-job", error: name(&random))))
            }
            for guest in guests { all[guest.identity.uuid] = details(&random) }
            let sample = SyntheticHost.sample(guests, at: Double(round) * 20, details: all)
            let lines = try CollectdLine.lines(report.lines(of: sample))
            let identifiers = lines.filter { $0.command == "PUTVAL" }.map { Array($0.identifier.utf8) }
            let twice = Dictionary(grouping: identifiers) { $0 }.values.first { $0.count > 1 }?.first
            #expect(twice.map { String(decoding: $0, as: UTF8.self) } == nil, "seed \(seed)")
            for line in lines {
                #expect(abs(line.time - sample.time) < 0.001, "seed \(seed)")
                counts[line.command, default: 0] += 1
            }
        }
        for kind in DomainEvents.Kind.allCases {
            let event = GuestEvent(
                cursor: 1, at: 1_700_000_000.5, domain: name(&random), uuid: SyntheticHost.uuid(3), kind: kind.rawValue,
                detail: random.oneIn(2) ? name(&random) : "ioerror")
            guard let bytes = report.lines(of: event, details: details(&random)) else { continue }
            counts["event", default: 0] += try CollectdLine.lines(bytes).count
        }
        return counts
    }

    @Test(arguments: 0..<8) func everyLineIsTaken(part: UInt64) throws {
        var all: [String: Int] = [:]
        for seed in part * 25..<(part + 1) * 25 { all.merge(try counts(seed: seed), uniquingKeysWith: +) }
        // else nothing would be shown
        for command in ["PUTVAL", "PUTNOTIF", "event"] { #expect(all[command] ?? 0 > 25, "\(command): \(all)") }
    }
}
