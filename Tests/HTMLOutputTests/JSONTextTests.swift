import Foundation
import Testing

@testable import HTMLOutput

/// JSON, as another reader takes it.
@Suite("JSON")
struct JSONTextTests {
    @Test(arguments: [
        "plain", "", "quo\"te", "back\\slash\\n", "\u{0}\u{1}\n\t\u{1f}\u{7f}", "ünïcödé 日本 🙂", "\u{2028}</",
    ])
    func stringsComeThrough(text: String) throws {
        let array = try JSONSerialization.jsonObject(with: Data(JSONText.array([JSONText.string(text)]).utf8))
        #expect(array as? [String] == [text])
    }

    @Test(
        arguments: [
            (nil, "null"), (0, "0"), (1.5, "1.5"), (0.0004, "0"), (8_388_608, "8388608"), (-2, "-2"),
            (.infinity, "null"),
            (.nan, "null"),
        ] as [(Double?, String)])
    func numbers(number: Double?, text: String) { #expect(JSONText.number(number) == text) }
}
