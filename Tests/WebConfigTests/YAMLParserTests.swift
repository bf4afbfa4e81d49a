import SeededRandom
import Testing

@testable import WebConfig

@Suite struct YAMLParserTests {
    private static func text(_ node: YAMLNode?) -> String {
        guard let node else { return "nothing" }
        return switch node.value {
        case .scalar(let text, let isPlain): isPlain ? text : "'\(text)'"
        case .sequence(let items): "[" + items.map { self.text($0) }.joined(separator: ",") + "]"
        case .mapping(let pairs):
            "{" + pairs.map { "\(self.text($0.key)):\(self.text($0.value))" }.joined(separator: ",") + "}"
        }
    }

    @Test(arguments: [
        ("", "nothing"), ("a: 1\nb: 'x'\n", "{a:1,b:'x'}"), ("- a\n- [b, c]\n", "[a,[b,c]]"),
        ("a: |\n  x\n  y\n", "{a:'x\ny\n'}"), ("a: &x b\nc: *x\n", "{a:b,c:b}"), ("!!str 5", "'5'"),
        ("# c\n", "nothing"),
    ])
    func documents(yaml: String, text: String) throws {
        #expect(Self.text(try YAMLParser.document(of: Array(yaml.utf8))) == text)
    }

    @Test func linesAreCountedFromOne() throws {
        let node = try #require(try YAMLParser.document(of: Array("\n\na:\n  - b\n  - c\n".utf8)))
        guard case .mapping(let pairs) = node.value, case .sequence(let items) = pairs[0].value.value else {
            Issue.record("no mapping of a sequence")
            return
        }
        #expect(pairs[0].key.line == 3 && items.map(\.line) == [4, 5])
    }

    /// Whatever the bytes are, the parser answers, and an error names a line of the text or the one behind it.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func anyBytesAreAnswered(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let pieces = [
            "a", ":", " ", "\n", "-", "[", "]", "{", "}", "&", "*", "'", "\"", "|", ">", "#", "!", "%", "\t", "\0",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...200, using: &random) {
            if Bool.random(using: &random) {
                bytes += Array(pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8)
            } else {
                bytes.append(UInt8.random(in: .min ... .max, using: &random))
            }
        }
        do {
            _ = try YAMLParser.document(of: bytes)
        } catch {
            let lines = bytes.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } + 2
            #expect((1...lines + bytes.count).contains(error.line) && !error.reason.isEmpty)
        }
    }
}
