import Snapshot
import Testing

@testable import NagiosOutput

/// How far jobs are, from one look to the next.
@Suite struct ProgressMemoryTests {
    private typealias Key = ProgressMemory.Key
    private typealias Look = ProgressMemory.Look

    private static func key(_ kind: String = "copy", disk: String = "vda", run: Int32 = 1) -> Key {
        Key(guest: SyntheticHost.uuid(7), run: run, disk: disk, kind: kind)
    }

    /// What is known of a job after these looks.
    private static func standing(_ looks: [(at: Double, look: Look)], _ kind: String = "copy") -> (Double, Double)? {
        var memory = ProgressMemory()
        for (moment, look) in looks { memory.note(key(kind), look, at: moment) }
        return memory.standing(key(kind)).map { ($0.age, $0.idle) }
    }

    @Test func itIsIdleSinceItWasFirstSeenAsFarAsItIs() throws {
        var memory = ProgressMemory()
        let expected: [(Double, UInt64, Double, Double)] = [
            (100, 5, 0, 0), (160, 5, 60, 60), (220, 6, 120, 0), (280, 6, 180, 60), (900, 6, 800, 680),
        ]
        for (moment, current, age, idle) in expected {
            memory.note(Self.key(), Look(current: current), at: moment)
            let standing = try #require(memory.standing(Self.key()))
            #expect(standing.age == age && standing.idle == idle && standing.hasMoved == (moment >= 220))
        }
    }

    /// A job ended, and another of its kind began on the same disk between two checks.
    @Test func anotherJobOnTheSameDisk() {
        // it is not as far as the one before was
        #expect(Self.standing([(100, Look(current: 5)), (160, Look(current: 4))])! == (0, 0))
        // what it has to do is another amount
        let (one, other) = (Look(current: 5, end: 100), Look(current: 5, end: 200))
        #expect(Self.standing([(100, one), (160, other)], "pull")! == (0, 0))
        #expect(Self.standing([(100, one), (160, one)], "pull")! == (60, 60))
        // before it has begun in earnest, QEMU does not know how much that is
        let new = Look(current: 0, end: 1)
        #expect(Self.standing([(100, new), (160, Look(current: 0, end: 100))], "pull")! == (60, 60))
        // other disks, kinds and runs of the guest are other jobs
        var memory = ProgressMemory()
        memory.note(Self.key(), Look(current: 5), at: 100)
        for key in [Self.key("pull"), Self.key(disk: "vdb"), Self.key(run: 2)] {
            memory.note(key, Look(current: 5), at: 160)
            #expect(memory.standing(key)?.idle == 0)
        }
        #expect(memory.entries.count == 4)
    }

    /// A job of a guest has a clock of its own.
    @Test func jobsThatTellTheirAge() {
        func look(_ elapsed: Double, _ current: UInt64) -> Look { Look(current: current, elapsed: elapsed) }
        #expect(Self.standing([(100, look(10, 5)), (160, look(70, 5))])! == (60, 60))
        // one that is younger than the looks are apart is another
        #expect(Self.standing([(100, look(10, 5)), (160, look(59, 5))])! == (0, 0))
        #expect(Self.standing([(100, look(90, 5)), (160, look(80, 5))])! == (0, 0))
        // nothing since it began
        #expect(Self.standing([(100, look(10, 0))])! == (0, 10))
        #expect(Self.standing([(100, look(10, 0)), (160, look(70, 0))])! == (60, 70))
    }

    /// Two checks at the same time: one looked before the other, and is told after it.
    @Test func aLookThatIsToldTooLate() throws {
        var memory = ProgressMemory()
        memory.note(Self.key(), Look(current: 5), at: 100)
        memory.note(Self.key(), Look(current: 9), at: 160)
        let later = memory
        memory.note(Self.key(), Look(current: 7), at: 150)
        // and saw no job where there is one now
        memory.keep(at: 150) { _ in false }
        #expect(memory == later)
        memory.keep(at: 170) { _ in false }
        #expect(memory.entries.isEmpty)
    }

    @Test func itStaysSmall() {
        var memory = ProgressMemory()
        for number in 0..<(ProgressMemory.mostEntries + 10) {
            memory.note(Self.key(disk: "vd\(number)"), Look(current: 1), at: Double(number))
        }
        memory.tidy(at: 10_000)
        #expect(memory.entries.count == ProgressMemory.mostEntries)
        #expect(memory.entries[Self.key(disk: "vd9")] == nil && memory.entries[Self.key(disk: "vd10")] != nil)
        // of what has been silent for long, and of what is yet to come, nothing is kept
        memory.tidy(at: ProgressMemory.longestSilence + 1_000)
        #expect(memory.entries.values.allSatisfy { $0.lookedAt >= 1_000 } && !memory.entries.isEmpty)
        memory.tidy(at: 999)
        #expect(memory.entries.isEmpty)
    }

    @Test func itIsReadAsItWasWritten() throws {
        var memory = ProgressMemory()
        memory.note(Self.key(), Look(current: .max), at: 100.25)
        memory.note(Self.key("pull", disk: "a b\n=é|"), Look(current: 0, end: .max), at: 1e-7)
        memory.note(Self.key("backup", disk: "", run: .max), Look(current: 3, elapsed: 5.125), at: 123_456.789)
        let text = memory.text(boot: 0xabc)
        #expect(ProgressMemory(reading: text, boot: 0xabc) == memory)
        // of another start of the machine no moment holds
        #expect(ProgressMemory(reading: text, boot: 0xabd)?.entries.isEmpty == true)
        let empty = ProgressMemory()
        #expect(ProgressMemory(reading: empty.text(boot: 1), boot: 1) == empty)
    }

    /// A file that anything was done to is no such file, or one that says less: nothing traps.
    @Test func junk() throws {
        var memory = ProgressMemory()
        memory.note(Self.key("pull"), Look(current: 3, end: 9), at: 100)
        let text = memory.text(boot: 1)
        let line = try #require(text.split(separator: "\n").last)
        let fields = line.split(separator: " ")
        for position in fields.indices {
            for junk in ["", "x", "=zz", "=6", "-1", "nan", "inf", "99999999999999999999999", "=ff"] {
                var changed = fields
                changed[position] = Substring(junk)
                let other = text.replacing(line, with: changed.joined(separator: " "))
                #expect(ProgressMemory(reading: other, boot: 1) == nil, "\(other)")
            }
        }
        for other in [
            "", "\n", "\n\n\n", "junk", text + line, text + line + "\n", text + "\n", String(text.dropLast()),
            text.replacing("progress 1", with: "progress 2"), text.replacing("\n1\n", with: "\nboot\n"),
        ] {
            #expect(ProgressMemory(reading: other, boot: 1) == nil, "\(other)")
        }
        // it cannot have moved later than it was looked at
        let future = fields.dropLast() + ["101.0"]
        #expect(
            ProgressMemory(reading: text.replacing(line, with: future.joined(separator: " ")), boot: 1) == nil)
    }
}
