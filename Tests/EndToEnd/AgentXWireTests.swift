import Exposition
import Foundation
import RealGuests
import SeededRandom
import Testing

/// `virtpulse-snmp` behind a master that asks in ways in which net-snmp's does not.
@Suite("AgentX on the wire", .timeLimit(.minutes(2))) struct AgentXWireTests {
    /// The types of variables that say why there is no value (RFC 2741, section 5.4).
    private static let (noSuchObject, noSuchInstance, endOfMibView) = (UInt16(128), UInt16(129), UInt16(130))
    private static let vm: [UInt32] = [1, 3, 6, 1, 2, 1, 236, 1]
    /// vmName and vmOperState of the test driver's guest.
    private static let (name, state) = (vm + [4, 1, 2], vm + [4, 1, 6])

    /// Runs `body` once the subagent tells of the test driver's guest.
    private static func with(
        _ source: [String] = ["--source", "libvirt", "--libvirt.uri", "test:///default", "--sample.interval", "1h"],
        _ body: (AgentXWire, ChildProcess) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-agentx-\(UInt32.random(in: 0 ... .max))"
        ).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let master = try AgentXWire("\(folder)/agentx.sock")
        let subagent = try ChildProcess(
            Program.snmp,
            [
                "--agentx.socket", "unix:\(folder)/agentx.sock", "--agentx.ping-interval", "1s", "--state-directory",
                folder, "--sample.max-age", "2h",
            ] + source)
        defer { subagent.end() }
        try master.accept(subtrees: 3)
        try await ready(master)
        try await body(master, subagent)
    }

    private static func ready(_ master: AgentXWire) async throws {
        _ = try await eventually("the guest") {
            let answer = try master.ask(AgentXWire.get, [.init(start: Self.name + [1])])
            return answer.variables.first?.value == Array("test".utf8) ? true : nil
        }
    }

    private static func variables(
        _ master: AgentXWire, _ type: UInt8, _ ranges: [AgentXWire.Range], isBigEndian: Bool = true
    ) throws -> [AgentXWire.Variable] {
        let (error, variables) = try master.ask(type, ranges, isBigEndian: isBigEndian)
        #expect(error == 0)
        #expect(variables.count == ranges.count)
        return variables
    }

    /// An answer has the name that it is for, and the type of the reason where there is no value.
    @Test(arguments: [true, false]) func get(isBigEndian: Bool) async throws {
        try await Self.with { master, _ in
            let names = [
                Self.name + [1], Self.name + [2], Self.vm + [99, 0], Self.vm + [2, 0], Self.vm + [2], [1, 3],
                // of a table that has no object with that number; and below an instance
                Self.vm + [4, 1, 99, 1], Self.name + [1, 1],
            ]
            let answers = try Self.variables(
                master, AgentXWire.get, names.map { .init(start: $0) }, isBigEndian: isBigEndian)
            #expect(answers.map(\.name) == names)
            #expect(
                answers.map(\.type) == [
                    4, Self.noSuchInstance, Self.noSuchObject, 2, Self.noSuchInstance, Self.noSuchObject,
                    Self.noSuchObject, Self.noSuchInstance,
                ])
            #expect(answers[0].value == Array("test".utf8))
        }
    }

    /// What follows is answered as far as the range goes, whose end is not in it.
    @Test(arguments: [true, false]) func getNext(isBigEndian: Bool) async throws {
        try await Self.with { master, _ in
            let (first, second) = (Self.name + [1], Self.vm + [4, 1, 3, 1])
            let cases: [(range: AgentXWire.Range, found: [UInt32]?)] = [
                (.init(start: Self.name), first), (.init(start: first), second),
                (.init(start: first, isInclusive: true), first),
                (.init(start: first, isInclusive: true, end: first), nil),
                (.init(start: first, isInclusive: true, end: first + [0]), first),
                (.init(start: first, end: second), nil), (.init(start: first, end: second + [0]), second),
                (.init(start: Self.name, end: [1, 3, 6, 1, 2, 1, 237]), first),
                // behind everything that this program has, and before it
                (.init(start: [1, 3, 6, 1, 5]), nil), (.init(start: [1, 3, 6, 1, 2, 1, 1], end: Self.vm), nil),
                (.init(start: [1, 3], end: [2]), Self.vm + [1, 1, 0]),
            ]
            let answers = try Self.variables(
                master, AgentXWire.getNext, cases.map(\.range), isBigEndian: isBigEndian)
            for (answer, (range, found)) in zip(answers, cases) {
                #expect(answer.name == found ?? range.start, "\(range)")
                #expect((answer.type == Self.endOfMibView) == (found == nil), "\(range)")
            }
        }
    }

    /// A walk by one, four and seven columns at once has what a walk from name to name has.
    @Test func everythingByColumns() async throws {
        try await Self.with { master, _ in
            var flat: [AgentXWire.Variable] = []
            var at: [UInt32] = [1, 3]
            while true {
                let next = try Self.variables(master, AgentXWire.getNext, [.init(start: at)])[0]
                guard next.type != Self.endOfMibView else { break }
                flat.append(next)
                at = next.name
            }
            #expect(flat.count > 40)
            #expect(zip(flat, flat.dropFirst()).allSatisfy { $0.name.lexicographicallyPrecedes($1.name) })
            for width in [4, 7] {
                var columns = flat.prefix(width).map(\.name)
                for step in 1..<(flat.count - width) {
                    let row = try Self.variables(master, AgentXWire.getNext, columns.map { .init(start: $0) })
                    #expect(row.map(\.name) == flat[step..<step + width].map(\.name))
                    columns = row.map(\.name)
                }
            }
            let gotten = try Self.variables(master, AgentXWire.get, flat.map { .init(start: $0.name) })
            #expect(gotten.map(\.name) == flat.map(\.name) && gotten.map(\.type) == flat.map(\.type))
            let still = zip(gotten, flat).filter { !GuestTests.SNMPTests.moves($0.0.oid) }
            #expect(still.count > 40 && still.allSatisfy { $0.value == $1.value })
        }
    }

    /// A question is one request, whatever it asks for; the library's own agent would be asked once for each subtree.
    @Test func aQuestionIsOneRequest() async throws {
        let socket = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-feed-\(UInt32.random(in: 0 ... .max))"
        ).path
        try await Agent.with(["--libvirt.uri", "test:///default", "--feed.socket", socket]) { agent in
            _ = try await agent.pageWhenUp()
            let source = [
                "--source", "feed", "--feed.socket", socket, "--libvirt.uri", "test:///default", "--sample.interval",
                "1s",
            ]
            try await Self.with(source) { master, _ in
                let modules = [Self.vm, [1, 3, 6, 1, 4, 1, 36957], [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 9177]]
                for _ in 0..<50 {
                    for type in [AgentXWire.get, AgentXWire.getNext] {
                        _ = try Self.variables(master, type, modules.map { .init(start: $0) })
                    }
                }
                _ = try await eventually("\(master.asked) requests on the page") {
                    let told = try await agent.page().samples.first { $0.name == "virtpulse_snmp_requests_total" }
                    return told?.value == Double(master.asked) ? true : nil
                }
            }
        }
    }

    /// While it waits for the master's own answer it answers as well, and the same.
    @Test func aRequestWhileItWaits() async throws {
        try await Self.with { master, _ in
            let ranges: [AgentXWire.Range] = [
                .init(start: Self.name), .init(start: Self.state, end: Self.state + [1]),
                .init(start: Self.name + [1], isInclusive: true),
            ]
            let before = try Self.variables(master, AgentXWire.getNext, ranges)
            master.answersPings = false
            let ping = try master.awaitPing()
            #expect(try Self.variables(master, AgentXWire.getNext, ranges) == before)
            #expect(
                try Self.variables(master, AgentXWire.get, [.init(start: Self.name + [1]), .init(start: [1, 3])])
                    .map(\.type) == [4, Self.noSuchObject])
            master.answersPings = true
            try master.answer(ping)
            #expect(try Self.variables(master, AgentXWire.getNext, ranges) == before)
        }
    }

    /// Another master may ask for many rows at once, which net-snmp's does not.
    @Test func getBulk() async throws {
        try await Self.with { master, _ in
            let (error, variables) = try master.ask(
                AgentXWire.getBulk, [.init(start: Self.vm + [2]), .init(start: Self.name)], repetitions: (1, 3))
            #expect(error == 0)
            #expect(variables.first?.name == Self.vm + [2, 0])
            #expect(variables.dropFirst().first?.name == Self.name + [1])
            #expect(variables.dropFirst(2).first?.name == Self.vm + [4, 1, 3, 1])
            #expect(variables.count == 4)
        }
    }

    /// There is nothing in another context.
    @Test func anotherContext() async throws {
        try await Self.with { master, _ in
            let (error, variables) = try master.ask(
                AgentXWire.get, [.init(start: Self.name + [1])], context: "elsewhere")
            #expect(error != 0 || variables.allSatisfy { $0.type == Self.noSuchObject }, "\(error) \(variables)")
            try await Self.ready(master)
        }
    }

    /// Whatever comes, the subagent answers the next request, on this connection or on a new one.
    @Test(arguments: 0..<12 as Range<UInt64>) func nonsense(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        try await Self.with { master, subagent in
            for _ in 0..<8 {
                let payload = (0..<Int.random(in: 0...64, using: &random)).map { _ in
                    UInt8.random(in: 0 ... .max, using: &random) & (Bool.random(using: &random) ? 0x07 : 0xff)
                }
                // neither an answer, which nobody waits for, nor an end
                let type = UInt8.random(in: 5...17, using: &random)
                try? master.send(
                    type, flags: UInt8.random(in: 0...1, using: &random) * 8, transaction: 3,
                    packet: UInt32.random(in: 0 ... .max, using: &random), payload: payload,
                    isBigEndian: Bool.random(using: &random))
            }
            do {
                try await Self.ready(master)
            } catch {
                try master.accept(subtrees: 3)
                try await Self.ready(master)
            }
            #expect(subagent.exitStatus == nil)
        }
    }
}
