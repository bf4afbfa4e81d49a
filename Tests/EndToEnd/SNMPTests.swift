import Foundation
import RealGuests
import Testing

extension GuestTests {
    /// `virtpulse-snmp` behind a real SNMP agent, asked by net-snmp's programs.
    @Suite("SNMP", .timeLimit(.minutes(5))) struct SNMPTests {
        static let vm = "1.3.6.1.2.1.236"
        static let libvirt = "1.3.6.1.4.1.36957"
        static let virtpulse = "1.3.6.1.4.1.8072.9999.9999.9177"

        /// With a master, and a subagent that has answered.
        private func with(
            _ arguments: [String] = [], _ body: (SNMPMaster, Lab) async throws -> Void
        ) async throws {
            let lab = try Lab.shared
            let source = ["--source", "libvirt", "--libvirt.uri", lab.uri, "--sample.interval", "1s"]
            try await SNMPMaster.with(source + arguments) { master, _ in try await body(master, lab) }
        }

        @Test func everyWayOfAskingSaysTheSame() async throws {
            try await with(["--sample.interval", "30s"]) { master, _ in
                for root in [Self.vm, Self.libvirt, Self.virtpulse] {
                    let cells = try await master.walk(root, repetitions: 10)
                    let oids = cells.map { $0.oid.split(separator: ".").compactMap { UInt($0) } }
                    #expect(cells.count > 20, "\(root)")
                    #expect(zip(oids, oids.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
                    for repetitions in [nil, 1, 100] {
                        let other = try await master.walk(root, repetitions: repetitions)
                        #expect(other.map(\.oid) == cells.map(\.oid))
                        let differences = zip(cells, other).filter { $0.value != $1.value && !Self.moves($0.oid) }
                        #expect(differences.isEmpty, "\(differences)")
                    }
                    // GET of each, twenty at a time
                    for start in stride(from: 0, to: cells.count, by: 20) {
                        let part = cells[start..<min(start + 20, cells.count)]
                        let answer = try await master.run(
                            "snmpget",
                            ["-v2c", "-c", "public", "-On", "-Oq", "-Oe", "-OU", "-Ob", master.address]
                                + part.map(\.oid))
                        let got = master.cells(answer.out)
                        #expect(got.map(\.oid) == part.map(\.oid))
                        let differences = zip(part, got).filter { $0.value != $1.value && !Self.moves($0.oid) }
                        #expect(differences.isEmpty, "\(differences)")
                    }
                }
            }
        }

        /// Whether a value grows with time alone.
        static func moves(_ oid: String) -> Bool {
            oid == "\(vm).1.1.4.0" || oid.hasPrefix("\(vm).1.4.1.16.") || oid == "\(virtpulse).1.1.2.0"
                || oid.hasPrefix("\(virtpulse).1.2.1.1.")
        }

        @Test func theGuestsAreVirshs() async throws {
            try await with { master, lab in
                let names = try await master.column("\(Self.vm).1.4.1.2")
                let stats = try await lab.domstats("--state", "--vcpu", "--balloon", "--block")
                #expect(names.count == stats.count)
                // net-snmp prints other names than of plain letters in ways of its own
                func fields(_ index: String) -> [String: String]? {
                    stats[names[index]?.trimmingCharacters(in: ["\""]) ?? ""]
                }
                for (field, column) in [
                    ("vcpu.current", "4.1.9"), ("vcpu.maximum", "4.1.11"), ("balloon.current", "4.1.13"),
                    ("balloon.maximum", "4.1.15"),
                ] {
                    let told = try await master.column("\(Self.vm).1.\(column)")
                    #expect(!told.isEmpty)
                    var compared = 0
                    for (index, value) in told {
                        guard let guest = fields(index) else { continue }
                        compared += 1
                        let known = guest[field].flatMap { Int($0) }
                        #expect(known == Int(value), "\(field) \(index)")
                    }
                    #expect(compared > 3 && told.count == stats.values.count { $0["state.state"] != "5" }, "\(field)")
                }
                let sizes = try await master.column("\(Self.vm).1.7.1.11")
                #expect(sizes.count { $0.value != "-1" } > 3)
                let uuids = try await master.column("\(Self.vm).1.4.1.3")
                for (index, uuid) in uuids {
                    let name = Self.unescaped(names[index]?.trimmingCharacters(in: ["\""]) ?? "")
                    guard name.allSatisfy({ $0.isASCII && $0.isLetter || $0.isNumber }) else { continue }
                    let known = try await lab.virsh("domuuid", name).filter(\.isHexDigit)
                    #expect(uuid.filter(\.isHexDigit).lowercased() == known, "\(name)")
                }
            }
        }

        /// Who pins a processor sees it within a sample, though that is in the domain's XML alone.
        @Test func aProcessorThatIsPinned() async throws {
            try await with(["--sample.interval", "1s"]) { master, lab in
                let names = try await master.column("\(Self.vm).1.4.1.2")
                let index = names.first { $0.value == "\"busy0000\"" }?.key ?? "?"
                let pins = {
                    try await master.walk("\(Self.vm).1.6.1.3.\(index)").map(\.value)
                }
                let processors = try await pins().count
                guard processors > 1 else { return }
                for pinned in 0..<2 {
                    try await lab.virsh("vcpupin", "busy0000", "0", "\(pinned)", "--live")
                    _ = try await eventually("processor \(pinned) alone") { () -> Bool? in
                        let values = try await pins()
                        let isRight = values.enumerated().allSatisfy { $0.element == ($0.offset == pinned ? "1" : "2") }
                        return isRight ? true : nil
                    }
                }
            }
        }

        /// What net-snmp prints before a quotation mark and a backslash.
        private static func unescaped(_ text: String) -> String {
            text.replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
        }

        @Test func allVersionsOfSNMP() async throws {
            try await with(["--sample.interval", "30s"]) { master, _ in
                let second = try await master.walk("\(Self.vm).1.4")
                let third = try await master.walk(
                    "\(Self.vm).1.4",
                    version: [
                        "-v3", "-l", "authPriv", "-u", "v3user", "-a", "SHA-256", "-A", "authpass123", "-x", "AES",
                        "-X",
                        "privpass123",
                    ])
                #expect(third.map(\.oid) == second.map(\.oid))
                // the first version has no Counter64: vmCpuTime is left out
                let first = try await master.walk("\(Self.vm).1.4", repetitions: nil, version: ["-v1", "-c", "public"])
                #expect(first.map(\.oid) == second.map(\.oid).filter { !$0.hasPrefix("\(Self.vm).1.4.1.17.") })
                #expect(!first.isEmpty)
            }
        }

        @Test func nothingCanBeSet() async throws {
            try await with { master, _ in
                for (oid, type, value) in [
                    ("\(Self.vm).1.9.0", "i", "2"), ("\(Self.vm).1.4.1.2.1", "s", "x"),
                    ("\(Self.libvirt).1.1.1.3.1", "i", "5"),
                ] {
                    let answer = try await master.run(
                        "snmpset", ["-v2c", "-c", "private", master.address, oid, type, value])
                    #expect(answer.status != 0)
                    #expect((answer.out + answer.err).contains("notWritable"), "\(oid): \(answer.out)\(answer.err)")
                }
            }
        }

        /// A piece of ``LongWaitTests``.
        func aMasterThatComesLaterAndGoes() async throws {
            let lab = try Lab.shared
            let master = try await SNMPMaster()
            defer { master.stop() }
            let subagent = try master.subagent(
                ["--source", "libvirt", "--libvirt.uri", lab.uri, "--sample.interval", "1s"])
            defer { subagent.end() }
            try await Task.sleep(for: .seconds(1))
            var snmpd = try await master.start()
            try await master.answers(of: subagent)
            let indexes = try await master.column("\(Self.vm).1.4.1.3")
            snmpd.end()
            snmpd = try await master.start()
            try await master.answers(of: subagent)
            // frozen for longer than a ping and its repetitions take
            snmpd.signal(SIGSTOP)
            try await Task.sleep(for: .seconds(8))
            snmpd.signal(SIGCONT)
            try await master.answers(of: subagent)
            #expect(subagent.exitStatus == nil)
            // one that is killed is no trouble for the master, and its successor gives the same numbers
            subagent.end()
            let next = try master.subagent(
                ["--source", "libvirt", "--libvirt.uri", lab.uri, "--sample.interval", "1s"])
            defer { next.end() }
            try await master.answers(of: next)
            #expect(try await master.column("\(Self.vm).1.4.1.3") == indexes)
            next.signal(SIGTERM)
            let status = try await eventually("its end") { next.exitStatus }
            #expect(status == 0, "\(next.text(next.errors))")
            snmpd.end()
        }

        @Test func guestsComeAndGoDuringAWalk() async throws {
            try await with { master, lab in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for _ in 0..<4 {
                            try await lab.virsh("start", "off0000")
                            try await lab.virsh("destroy", "off0000")
                        }
                    }
                    for _ in 0..<15 {
                        let cells = try await master.walk(Self.vm, repetitions: 5)
                        let oids = cells.map { $0.oid.split(separator: ".").compactMap { UInt($0) } }
                        #expect(zip(oids, oids.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
                    }
                    try await group.waitForAll()
                }
            }
        }

        /// libvirt may be started anew: guests and their devices keep their numbers.
        @Test func libvirtThatIsStartedAnew() async throws {
            try await with { master, lab in
                let known = try await SNMPSizeTests.numbers(master)
                try await lab.run("stop")
                _ = try await eventually("that libvirt is away") {
                    try await master.get("\(Self.virtpulse).1.1.1.0") == "2" ? true : nil
                }
                #expect(try await SNMPSizeTests.numbers(master) == known)
                try await lab.run("start")
                _ = try await eventually("that libvirt is back") {
                    try await master.get("\(Self.virtpulse).1.1.1.0") == "1" ? true : nil
                }
                #expect(try await SNMPSizeTests.numbers(master) == known)
            }
        }

        /// The master goes on answering of what was known, with its age, and then says that nothing is.
        @Test func libvirtThatDoesNotAnswer() async throws {
            try await with(["--sample.max-age", "4s"]) { master, lab in
                let libvirtd = try await lab.pid()
                kill(libvirtd, SIGSTOP)
                defer { kill(libvirtd, SIGCONT) }
                let names = try await master.column("\(Self.vm).1.4.1.2")
                #expect(!names.isEmpty)
                _ = try await eventually("that all states are unknown") {
                    let states = try await master.column("\(Self.vm).1.4.1.6")
                    return states.values.allSatisfy { $0 == "1" } && states.count == names.count ? true : nil
                }
                #expect(Int(try await master.get("\(Self.virtpulse).1.1.2.0")) ?? 0 >= 4_000)
                #expect(try await master.get("\(Self.virtpulse).1.1.1.0") == "2")
                #expect(try await master.column("\(Self.vm).1.4.1.2") == names)
                kill(libvirtd, SIGCONT)
                _ = try await eventually("that states are known again") {
                    try await master.column("\(Self.vm).1.4.1.6").values.contains("4") ? true : nil
                }
            }
        }
    }
}
