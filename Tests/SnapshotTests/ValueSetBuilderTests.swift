import Catalogue
import SeededRandom
import Testing

@testable import Snapshot

@Suite("Fields to values")
struct ValueSetBuilderTests {
    private func bits(_ set: ValueSet, _ field: String, _ labels: [String] = []) -> UInt64? {
        set.bits(of: Catalogue.id(of: field), labels: labels)
    }

    @Test func scalarsAndDevices() {
        let set = ValueSet([
            ("cpu.time", .unsigned(7)), ("block.count", .unsigned(2)), ("block.0.name", .string("vda")),
            ("block.0.rd.bytes", .unsigned(512)), ("block.1.name", .string("vdb")), ("block.1.rd.bytes", .unsigned(0)),
            ("vcpu.10.time", .unsigned(3)), ("balloon.last-update", .unsigned(9)),
        ])
        #expect(bits(set, "cpu.time") == 7)
        #expect(bits(set, "block.#.rd.bytes", ["vda"]) == 512)
        #expect(bits(set, "block.#.rd.bytes", ["vdb"]) == 0)
        #expect(bits(set, "vcpu.#.time", ["10"]) == 3)
        #expect(bits(set, "balloon.last-update") == 9)
        #expect(set.unknown.isEmpty)
    }

    @Test func absentIsAbsent() {
        let set = ValueSet([("block.0.name", .string("vda")), ("cpu.time", .unsigned(1))])
        #expect(bits(set, "block.#.rd.bytes", ["vda"]) == nil)
        #expect(bits(set, "cpu.user") == nil)
        #expect(set.values.count == 1)
        #expect(set.state == nil)
    }

    @Test(arguments: [
        FieldValue.unsigned(2), .signed(2), .double(2), .boolean(true),
    ])
    func anyNumericTypeWillDo(value: FieldValue) {
        let set = ValueSet([("iothread.7.poll-grow", value)])
        #expect(bits(set, "iothread.#.poll-grow", ["7"]) == (value == .boolean(true) ? 1 : 2))
    }

    @Test(arguments: [
        ("cpu.time", FieldValue.signed(-1)), ("cpu.time", .double(1.5)), ("cpu.time", .string("1")),
        ("cpu.energy.monitor.0.pkg.0.activity", .double(.nan)), ("state.state", .string("1")),
        ("block.0.name", .double(1)), ("dirtyrate.calc_start_time", .unsigned(.max)),
        ("block.0.latency_histogram.read.bin.0.start", .signed(-5)),
    ])
    func whatCannotBeUsedIsKeptAsUnknown(field: String, value: FieldValue) {
        let set = ValueSet([(field, value)])
        #expect(set.values.isEmpty && set.state == nil && set.histograms.isEmpty)
        #expect(set.unknown.map(\.field) == [field])
    }

    @Test(arguments: [
        "cpu.new.thing", "block.0.rd", "block.rd.bytes", "block.x.rd.bytes", "block.0.1.rd.bytes", "", ".", "..", "0",
        "block..rd.bytes", "block.0.rd.bytes.", ".block.0.rd.bytes", "vm.", "vm.sum", "vm..sum", "vcpu.0.sum",
        "vcpu.0..sum", "vcpu.0.exits.avg", "block.4294967296.rd.bytes", "vcpu.1234567890.time", "net.0.rx.bytes ",
        "memory.bandwidth.monitor.0.node.0.bytes", "cpu.energy.monitor.0.pkg.0.new_key",
        String(repeating: "a", count: 200), "block.0." + String(repeating: "9", count: 90),
    ])
    func unknownFieldsAreKept(field: String) {
        let set = ValueSet([(field, .unsigned(1))])
        #expect(set.values.isEmpty)
        #expect(set.unknown.map(\.field) == [field])
    }

    @Test func openEndedStatistics() {
        let set = ValueSet([
            ("vm.remote_tlb_flush.sum", .unsigned(5)), ("vm.remote_tlb_flush.cur", .unsigned(6)),
            ("vm.dotted.name.max", .unsigned(7)), ("vcpu.0.exits.sum", .unsigned(1)),
            ("vcpu.1.exits.sum", .unsigned(2)),
            ("vcpu.0.guest_mode.cur", .boolean(true)), ("vcpu.0.halt_wait_ns.sum", .unsigned(3)),
            ("vcpu.1.halt_wait_ns.sum", .unsigned(4)), ("vm.pages_1g.cur", .unsigned(8)),
        ])
        #expect(bits(set, "vm.$NAME.sum", ["remote_tlb_flush"]) == 5)
        #expect(bits(set, "vm.$NAME.cur", ["remote_tlb_flush"]) == 6)
        #expect(bits(set, "vm.$NAME.max", ["dotted.name"]) == 7)
        #expect(bits(set, "vm.$NAME.cur", ["pages_1g"]) == 8)
        #expect(bits(set, "vcpu.#.$NAME.sum", ["0", "exits"]) == 1)
        #expect(bits(set, "vcpu.#.$NAME.sum", ["1", "exits"]) == 2)
        #expect(bits(set, "vcpu.#.$NAME.sum", ["1", "halt_wait_ns"]) == 4)
        #expect(bits(set, "vcpu.#.$NAME.cur", ["0", "guest_mode"]) == 1)
        #expect(set.unknown.isEmpty)
    }

    @Test func nestedEntitiesCarryTheirParentsLabels() {
        let set = ValueSet([
            ("block.3.timed_group.0.rd_latency_max", .unsigned(9)), ("block.3.timed_group.0.interval", .unsigned(10)),
            ("block.3.name", .string("vdd")), ("cpu.cache.monitor.0.name", .string("vcpus_0-1")),
            ("cpu.cache.monitor.0.vcpus", .string("0-1")), ("cpu.cache.monitor.0.bank.1.id", .unsigned(4)),
            ("cpu.cache.monitor.0.bank.1.bytes", .unsigned(77)),
            ("memory.bandwidth.monitor.1.node.0.bytes.total", .unsigned(8)),
        ])
        #expect(bits(set, "block.#.timed_group.#.rd_latency_max", ["vdd", "10"]) == 9)
        #expect(bits(set, "cpu.cache.monitor.#.bank.#.bytes", ["vcpus_0-1", "0-1", "4"]) == 77)
        // without names the ordinals serve
        #expect(bits(set, "memory.bandwidth.monitor.#.node.#.bytes.total", ["#1", "", "#0"]) == 8)
    }

    @Test func namesThatClashAreToldApart() {
        let set = ValueSet([
            ("net.0.name", .string("vnet0")), ("net.0.rx.bytes", .unsigned(1)), ("net.1.name", .string("vnet0")),
            ("net.1.rx.bytes", .unsigned(2)), ("net.2.name", .string("")), ("net.2.rx.bytes", .unsigned(3)),
            ("net.3.rx.bytes", .unsigned(4)), ("net.4.name", .string("vnet0#1")), ("net.4.rx.bytes", .unsigned(5)),
        ])
        let labels = set.values.map { set.entities[$0.entity].labels[0] }
        #expect(Set(labels).count == 5)
        #expect(labels.prefix(4) == ["vnet0", "vnet0#1", "#2", "#3"])
    }

    @Test func aFieldThatComesTwiceIsOneValue() {
        let set = ValueSet([("cpu.time", .unsigned(1)), ("cpu.user", .unsigned(2)), ("cpu.time", .unsigned(3))])
        #expect(set.values.count == 2)
        #expect(bits(set, "cpu.time") == 3)
    }

    /// One builder, fed with fields in any order, decodes as a new one for each set does.
    @Test func theOrderOfFieldsDoesNotMatter() {
        let fields: [(String, FieldValue)] = (0..<4).flatMap { index in
            ["vcpu.#.time", "vcpu.#.wait", "block.#.rd.bytes", "net.#.rx.bytes", "iothread.#.poll-grow"].map {
                ($0.replacing("#", with: String(index)), FieldValue.unsigned(UInt64(index)))
            }
        }
        var random = SplitMix64(seed: 3)
        var builder = ValueSetBuilder()
        for _ in 0..<200 {
            let shuffled = fields.map { ($0, random.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
            for (field, value) in shuffled { builder.add(field, value) }
            let set = builder.finish()
            #expect(set.values.count == fields.count && set.unknown.isEmpty)
            for value in set.values {
                let label = set.entities[value.entity].labels[0]
                #expect(label == String(value.bits) || label == "#\(value.bits)")
            }
        }
    }

    @Test func histogramsNeedEveryBin() {
        let prefix = "block.0.latency_histogram"
        let set = ValueSet([
            ("block.0.name", .string("vda")), ("\(prefix).read.bin.count", .unsigned(2)),
            ("\(prefix).read.bin.1.value", .unsigned(4)), ("\(prefix).read.bin.1.start", .unsigned(1000)),
            ("\(prefix).read.bin.0.start", .unsigned(0)), ("\(prefix).read.bin.0.value", .unsigned(3)),
            ("\(prefix).write.bin.0.start", .unsigned(0)), ("\(prefix).write.bin.0.value", .unsigned(3)),
            ("\(prefix).write.bin.1.start", .unsigned(10)), ("\(prefix).flush.bin.0.start", .unsigned(0)),
            ("\(prefix).flush.bin.0.value", .unsigned(1)), ("\(prefix).flush.bin.1.start", .unsigned(0)),
            ("\(prefix).flush.bin.1.value", .unsigned(1)),
        ])
        #expect(set.histograms.map(\.id) == [.read])
        #expect(set.histograms.first?.bins == [.init(start: 0, count: 3), .init(start: 1000, count: 4)])
    }

    @Test func aBuilderIsEmptyAfterFinish() {
        var builder = ValueSetBuilder()
        builder.add("state.state", .signed(1))
        builder.add("vm.x.sum", .unsigned(1))
        builder.add("block.0.path", .string("/a"))
        _ = builder.finish()
        let second = builder.finish()
        #expect(second.state == nil && second.values.isEmpty && second.entities.isEmpty && second.texts.isEmpty)
    }

    /// Against a plain model: what a split at the dots gives.
    @Test func patternsAgreeWithASplit() {
        var random = SplitMix64(seed: 20)
        let parts = ["block", "0", "12", "rd", "a1", "1a", "", "name", "99999999", "poll-max-ns"]
        var hashes: [String: UInt64] = [:]
        for _ in 0..<5_000 {
            let count = Int(random.next() % 6) + 1
            let field = (0..<count).map { _ in parts[Int(random.next() % UInt64(parts.count))] }
            let name = field.joined(separator: ".")
            let isIndex = { (part: String) in !part.isEmpty && part.allSatisfy(\.isNumber) }
            let pattern = FieldPattern(Array(name.utf8).span)
            #expect((pattern != nil) == (field.count(where: isIndex) <= 2), "\(name)")
            guard let pattern else { continue }
            let expected = field.map { isIndex($0) ? "#" : $0 }.joined(separator: ".")
            #expect(hashes[expected, default: pattern.hash] == pattern.hash, "\(name)")
            hashes[expected] = pattern.hash
            let indexes = field.filter(isIndex).compactMap { UInt32($0) }
            #expect(pattern.first == indexes.first ?? 0, "\(name)")
        }
        #expect(Set(hashes.values).count == hashes.count)
    }
}
