import DomainXML
import Foundation
import Glibc
import SeededRandom
import Snapshot
import Testing

@Suite struct PropertyTests {
    @Test func writtenFactsAreReadBack() throws {
        for seed in UInt64(1)...500 {
            var random = SplitMix64(seed: seed)
            let facts = DomainFacts.random(using: &random)
            var writer = DomainXMLWriter(random: random)
            let document = writer.document(facts)
            let read = try DomainXML.facts(from: document)
            try #require(read == facts, "seed \(seed): \(document)")
        }
    }

    /// Without `<domain>`'s last byte no beginning of a document is one.
    @Test(arguments: Fixture.allCases) func everyTruncationIsRefused(_ fixture: Fixture) throws {
        var bytes = try fixture.bytes()
        while bytes.last != UInt8(ascii: ">") { bytes.removeLast() }
        for length in 0..<bytes.count {
            #expect(throws: DomainXMLError.self, "\(length) bytes") {
                try DomainXML.facts(from: Array(bytes[..<length]))
            }
        }
    }

    @Test func mutatedDocumentsAreReadOrRefused() throws {
        let originals = try Fixture.allCases.map { try $0.bytes() }
        var refused = 0
        for seed in UInt64(1)...2000 {
            var random = SplitMix64(seed: seed)
            var bytes = originals.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...8, using: &random) { mutate(&bytes, using: &random) }
            do {
                _ = try DomainXML.facts(from: bytes)
            } catch {
                refused += 1
                #expect(!error.description.isEmpty)
            }
        }
        // Both ends of the scale are reached, so the mutations are neither too weak nor too strong.
        #expect((1..<2000).contains(refused))
    }

    private func mutate(_ bytes: inout [UInt8], using random: inout SplitMix64) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: 0..<bytes.count, using: &random)
        let length = min(Int.random(in: 1...40, using: &random), bytes.count - index)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[index] = "<>&'\"=/!?[]-".utf8.randomElement(using: &random) ?? 0
        case 2: bytes.removeSubrange(index..<index + length)
        case 3: bytes.insert(contentsOf: bytes[index..<index + length], at: index)
        case 4: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &random))
        default: if random.oneIn(8) { bytes.removeSubrange(index...) }
        }
    }
}

/// What parsing leaves behind in the process: nothing.
@Suite(.serialized) struct ResidueTests {
    @Test func parsingLeaksNothing() throws {
        let good = try Fixture.kvm.bytes()
        let bad: [[UInt8]] = [
            Array(good.dropLast(40)), Array("<domain a='1' a='2'/>".utf8), Array("<html>".utf8), Array("\u{1}".utf8),
            Array("<!DOCTYPE domain><domain/>".utf8),
        ]
        func parse() {
            for round in 0..<1000 {
                _ = try? DomainXML.facts(from: good)
                _ = try? DomainXML.facts(from: bad[round % bad.count])
            }
        }
        parse()
        // Other tests allocate in the same heap meanwhile, so one calm attempt is enough; a leak of 16 bytes per
        // document would show in each.
        var growths: [Int] = []
        for _ in 0..<10 {
            let before = try HeapUse.bytes()
            parse()
            growths.append(try HeapUse.bytes() - before)
            if growths.contains(where: { $0 < 16_000 }) { break }
        }
        #expect(growths.contains { $0 < 16_000 }, "growth in bytes: \(growths)")
    }

    @Test func nothingIsPrinted() throws {
        let printed = try standardError {
            for text in [
                "<domain><x></domain>", "<domain a='1' a='2'/>", "<x:domain/>", "<domain xmlns='a b'/>", "\u{1}",
            ] {
                _ = try? DomainXML.facts(from: text)
            }
            _ = try? DomainXML.facts(from: [0xff, 0xfe, 0x3c, 0x00])
            _ = try? DomainXML.facts(from: Array("<domain>".utf8) + [0xff])
        }
        #expect(!printed.contains("parser error"))
        #expect(!printed.contains("line 1"))
    }

    /// What the process writes to standard error during `body`; it is written there afterwards.
    private func standardError(during body: () throws -> Void) throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "stderr-\(UUID().uuidString)").path
        let file = open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
        try #require(file >= 0)
        defer { unlink(path) }
        let original = dup(2)
        dup2(file, 2)
        close(file)
        defer { close(original) }
        do {
            defer { dup2(original, 2) }
            try body()
        }
        let printed = try Data(contentsOf: URL(fileURLWithPath: path))
        FileHandle.standardError.write(printed)
        return String(decoding: printed, as: UTF8.self)
    }
}
