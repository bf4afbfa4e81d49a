import SeededRandom
import Testing

@testable import Libvirt

@Suite struct TextTests {
    @Test(arguments: [
        ([0x61, 0xFF, 0x62], "a\\xffb"), ([0xC3, 0xA9], "é"), ([0xC3], "\\xc3"), ([0xE2, 0x82], "\\xe2\\x82"),
        ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"), ([0x5C], "\\"), ([0x5C, 0x6E], "\\n"), ([], ""),
        (Array("\\xff".utf8), "\\xff"), (Array("\\xff".utf8) + [0xFF], "\\x5cxff\\xff"), (Array("\\xFF".utf8), "\\xFF"),
        (Array("\\xf".utf8), "\\xf"),
    ])
    func repairs(bytes: [UInt8], text: String) {
        #expect(String(repairing: bytes) == text)
    }

    /// libvirt's names are UTF-8 and stay as they are; what is not stays apart from all else that is not.
    @Test func differentBytesStayDifferentText() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SplitMix64(seed: seed)
        let alphabet: [UInt8] = [0x5C, 0x78, 0x66, 0x35, 0x63, 0xFF, 0xC3, 0xA9, 0x5F, 0x80]
        var seen: [String: [UInt8]] = [:]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...9, using: &generator)
            let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
            let text = String(repairing: bytes)
            if let valid = String(validating: bytes, as: UTF8.self) {
                #expect(text == valid, "seed \(seed)")
                continue
            }
            #expect(seen[text, default: bytes] == bytes, "seed \(seed)")
            seen[text] = bytes
        }
    }

    @Test(arguments: [
        "00112233-4455-6677-8899-aabbccddeeff", "00112233445566778899aabbccddeeff",
        "00112233-4455-6677-8899-AABBCCDDEEFF",
    ])
    func uuidsHaveOneForm(text: String) throws {
        let uuid = try #require(DomainUUID(text))
        #expect(uuid.description == "00112233-4455-6677-8899-aabbccddeeff")
        #expect(
            uuid.bytes == [0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF]
        )
        #expect(DomainUUID(uuid.description) == uuid)
    }

    @Test(arguments: [
        "", "0", "00112233-4455-6677-8899-aabbccddeef", "00112233-4455-6677-8899-aabbccddeeff0",
        "g0112233445566778899aabbccddeeff",
        " 00112233-4455-6677-8899-aabbccddeeff",
    ])
    func brokenUUIDsAreNone(text: String) {
        #expect(DomainUUID(text) == nil)
    }

    @Test func unknownNumbersHaveText() {
        #expect(DomainState(rawValue: 99).description == "unknown(99)")
        #expect(DomainState(rawValue: -1).description == "unknown(-1)")
        #expect(DomainStateReason(state: .paused, rawValue: 99).description == "unknown(99)")
        #expect(DomainStateReason(state: DomainState(rawValue: 99), rawValue: 1).description == "unknown(1)")
        #expect(LibvirtVersion(rawValue: 12_008_003).description == "12.8.3")
    }
}
