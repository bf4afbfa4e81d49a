import Catalogue
import Snapshot
import Testing

@Suite("Counters that go back")
struct CountersThatGoBackTests {
    private func set(_ fields: [(String, FieldValue)]) -> ValueSet {
        var builder = ValueSetBuilder()
        for (field, value) in fields { builder.add(field, value) }
        return builder.finish()
    }

    private func fields(_ set: ValueSet) -> [String] { set.values.map { "\($0.metric.metric.field)=\($0.bits)" } }

    @Test func lowerCountersGoAndTheRestStays() {
        let old = set([
            ("cpu.time", .unsigned(9)), ("balloon.current", .unsigned(9)), ("balloon.swap_in", .unsigned(9)),
            ("block.0.name", .string("vda")), ("block.0.rd.bytes", .unsigned(9)), ("block.0.wr.bytes", .unsigned(9)),
        ])
        var new = set([
            ("cpu.time", .unsigned(0)), ("balloon.current", .unsigned(0)), ("balloon.swap_in", .unsigned(9)),
            ("block.0.name", .string("vda")), ("block.0.rd.bytes", .unsigned(10)), ("block.0.wr.bytes", .unsigned(3)),
        ])
        new.removeCounters(belowThoseOf: old)
        #expect(fields(new) == ["balloon.current=0", "balloon.swap_in=9", "block.#.rd.bytes=10"])
    }

    @Test func otherDevicesAreNotCompared() {
        let old = set([("block.0.name", .string("vda")), ("block.0.rd.bytes", .unsigned(9))])
        var new = set([("block.0.name", .string("vdb")), ("block.0.rd.bytes", .unsigned(3))])
        new.removeCounters(belowThoseOf: old)
        #expect(fields(new) == ["block.#.rd.bytes=3"])
    }

    @Test func whatIsInOneOfThemAloneStays() {
        let old = set([("cpu.time", .unsigned(9)), ("cpu.user", .unsigned(9)), ("vcpu.0.time", .unsigned(9))])
        var new = set([("cpu.time", .unsigned(9)), ("cpu.system", .unsigned(1)), ("vcpu.0.time", .unsigned(1))])
        new.removeCounters(belowThoseOf: old)
        #expect(fields(new) == ["cpu.time=9", "cpu.system=1"])
        var empty = ValueSet()
        empty.removeCounters(belowThoseOf: old)
        #expect(empty.values.isEmpty)
    }
}
