import Catalogue
import Snapshot

@testable import NagiosOutput

/// Hosts of guests that are made up.
enum SyntheticHost {
    static let gibibyte: UInt64 = 1_073_741_824

    static func values(_ fields: [String: FieldValue]) -> ValueSet {
        var builder = ValueSetBuilder()
        for (field, value) in fields.sorted(by: { $0.key < $1.key }) { builder.add(field, value) }
        return builder.finish()
    }

    /// Unsigned fields, which nearly all are.
    static func numbers(_ fields: [String: UInt64]) -> [String: FieldValue] { fields.mapValues { .unsigned($0) } }

    /// - Parameter state: `running`, or with a reason `paused/ioerror`; empty: libvirt did not say.
    static func guest(
        _ name: String, _ fields: [String: FieldValue] = [:], uuid: UInt64? = nil, id: Int32? = 1,
        state: String = "running/booted", autostart: Bool? = false, persistent: Bool? = true, stuck: Bool = false,
        at seconds: Double? = 100, since: Double? = nil, job: DomainJob? = nil,
        facts: DomainFacts? = nil
    ) -> DomainSample {
        let words = state.split(separator: "/").map(String.init)
        let number = words.first.flatMap { Catalogue.domainStates.firstIndex(of: $0) } ?? 99
        let isOff = words.first == "shutoff"
        return DomainSample(
            identity: DomainIdentity(name: name, uuid: self.uuid(uuid ?? hash(name)), id: isOff ? nil : id),
            state: words.first.map {
                NamedState(number: Int32(number), name: $0, reason: words.count > 1 ? words[1] : nil)
            },
            isAutostarted: autostart, isPersistent: persistent, facts: facts.map(Shared.init), values: values(fields),
            sampledAt: seconds.map(time), isStuck: stuck, stateChangedAt: since, jobs: DomainJobs(current: job))
    }

    static func uuid(_ number: UInt64) -> DomainIdentity.UUID { .init(high: number, low: number) }

    static func time(_ seconds: Double) -> MonotonicTime { MonotonicTime(sinceOrigin: .seconds(seconds)) }

    static func hash(_ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    static func snapshot(
        _ guests: [DomainSample], at seconds: Double = 100, host: [String: UInt64]? = nil, cpu: [String: UInt64] = [:],
        pools: [String: [String: UInt64]] = [:], networks: [String: [String: UInt64]] = [:],
        status: SampleStatus = SampleStatus(isUp: true, rounds: 5)
    ) -> Snapshot {
        func named(_ things: [String: [String: UInt64]], _ prefix: String) -> ValueSet {
            var builder = ValueSetBuilder()
            for (name, fields) in things.sorted(by: { $0.key < $1.key }) {
                for (field, value) in fields {
                    builder.add(Catalogue.id(of: "\(prefix)\(field)"), named: name, .unsigned(value))
                }
            }
            return builder.finish()
        }
        var builder = ValueSetBuilder()
        for (field, value) in host ?? [:] { builder.add(field, .unsigned(value)) }
        for (mode, value) in cpu {
            builder.add(Catalogue.id(of: "virNodeCPUStats.$NAME"), named: mode, .unsigned(value))
        }
        let sample = HostSample(
            uri: "qemu:///system", hostname: "node1", cpuModel: nil, driver: "QEMU", hypervisorVersion: "10.0.2",
            daemonVersion: "11.3.0", libraryVersion: "11.3.0", values: builder.finish())
        return Snapshot(
            generation: 1, startedAt: time(seconds), factsGeneration: 1, domains: guests,
            host: host == nil ? nil : sample, storagePools: named(pools, "virStorage"),
            networks: named(networks, "virNetwork"),
            status: status)
    }

    /// What is known of these guests ten seconds after those.
    static func input(_ guests: [DomainSample], before: [DomainSample]? = nil) -> CheckInput {
        input(snapshot(guests), before: before.map { snapshot($0, at: 90) })
    }

    static func input(_ snapshot: Snapshot, before: Snapshot? = nil) -> CheckInput {
        CheckInput(snapshot, previous: before, now: time(101), time: 1_700_000_000)
    }

    /// A guest with these counters, and ten seconds before, with those.
    static func pair(_ name: String, _ before: [String: UInt64], _ now: [String: UInt64]) -> CheckInput {
        input([guest(name, named(now))], before: [guest(name, named(before), at: 90)])
    }

    /// The fields, with names for the devices among them.
    static func named(_ fields: [String: UInt64]) -> [String: FieldValue] {
        var result = numbers(fields)
        for field in fields.keys where field.hasPrefix("block.") || field.hasPrefix("net.") {
            let words = field.split(separator: ".")
            guard words.count > 2, let index = Int(words[1]) else { continue }
            result["\(words[0]).\(index).name"] = .string(
                words[0] == "net" ? "vnet\(index)" : "vd\(["a", "b", "c"][index])")
        }
        return result
    }
}

extension CheckSettings {
    /// Ranges as an operator gives them.
    mutating func limit(_ mode: CheckMode, warning: [String: String] = [:], critical: [String: String] = [:]) throws {
        for (name, text) in warning { warnings[name] = try AlertRange(text, unit: mode.metric(name).unit) }
        for (name, text) in critical { criticals[name] = try AlertRange(text, unit: mode.metric(name).unit) }
    }

    static func naming(_ names: String...) throws -> CheckSettings {
        var settings = CheckSettings()
        settings.selection = try GuestSelection(names: names, expressions: [], excluded: [], metadata: [])
        return settings
    }
}

extension CheckReport {
    /// The first line without its values.
    var first: String { String(text.prefix { $0 != "\n" && $0 != "|" }).trimmed }

    /// The perfdata.
    var perfdata: [String] { values.map(\.description) }
}

extension String {
    fileprivate var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
}
