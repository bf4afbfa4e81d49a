import CLibvirt
import Foundation
import SeededRandom
import Testing

@testable import Libvirt

@Suite struct TypedParametersTests {
    @Test func everyTypeComesThrough() throws {
        let fields: [(String, TypedValue)] = [
            ("i", .int(.min)), ("i+", .int(.max)), ("u", .uint(.max)), ("l", .llong(.min)), ("l+", .llong(.max)),
            ("ul", .ullong(.max)), ("d", .double(-0.5)), ("inf", .double(.infinity)), ("b", .boolean(true)),
            ("b-", .boolean(false)), ("s", .string("näme \"x\"")), ("empty", .string("")), ("", .int(7)),
        ]
        try compare(CParameters(fields).decoded, with: fields)
        try compare(TypedParameters(fields), with: fields)
        #expect(CParameters(fields).decoded == TypedParameters(fields))
    }

    @Test func randomParametersComeThrough() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SplitMix64(seed: seed)
        for _ in 0..<300 {
            let fields = (0..<Int.random(in: 0...120, using: &generator)).map { index in
                ("f\(index)." + randomText(79, using: &generator), randomValue(using: &generator))
            }
            .map { (String($0.0.prefix(70)), $0.1) }
            try compare(CParameters(fields).decoded, with: fields, "seed \(seed)")
        }
    }

    @Test func namesMayFillTheirArray() throws {
        // 80 bytes with no room for a terminator: hostile, but no reason to read on.
        let name = String(repeating: "n", count: 80)
        #expect(CParameters([(name, .int(1)), ("next", .int(2))]).decoded.map(\.name) == [name, "next"])
    }

    @Test(arguments: [0, 8, 9, -1, Int32.max])
    func unknownTypesAreLeftOut(type: Int32) {
        let parameters = CParameters([("a", .int(1)), ("b", .string("text")), ("c", .ullong(3))])
        parameters.buffer[1].type = type
        #expect(parameters.decoded == TypedParameters([("a", .int(1)), ("c", .ullong(3))]))
    }

    @Test func textsThatAreNotUTF8StayDifferent() {
        let parameters = CParameters([("a", .string("x")), ("b", .string("y"))])
        parameters.setText([0xFF], at: 0)
        parameters.setText([0xFE], at: 1)
        #expect(parameters.decoded["a"] == .string("\\xff"))
        #expect(parameters.decoded["b"] == .string("\\xfe"))
    }

    @Test func theFirstOfEqualNamesAnswers() {
        let parameters: TypedParameters = ["a": .int(1), "aa": .int(2), "b": .int(3)]
        #expect(parameters["a"] == .int(1))
        #expect(parameters["aa"] == .int(2))
        #expect(parameters["c"] == nil)
        #expect(parameters["ab"] == nil)
        #expect(parameters[""] == nil)
        #expect(TypedParameters().isEmpty)
        let text: TypedParameters = ["a": .int(-1), "b": .string("x\"y"), "c": .boolean(true)]
        #expect(text.description == #"a=-1 b="x\"y" c=true"#)
    }

    @Test(arguments: [
        (TypedValue.int(-1), UInt64?.none, Int64?(-1)), (.uint(5), 5, 5), (.llong(-5), nil, -5),
        (.ullong(.max), .max, nil), (.double(1), nil, nil), (.boolean(true), nil, nil), (.string("1"), nil, nil),
    ])
    func integersOfAnyType(value: TypedValue, unsigned: UInt64?, signed: Int64?) {
        #expect(value.unsigned == unsigned)
        #expect(value.signed == signed)
    }

    private func compare(
        _ parameters: TypedParameters,
        with fields: [(String, TypedValue)],
        _ comment: Comment? = nil
    ) throws {
        try #require(parameters.count == fields.count, comment)
        for (parameter, field) in zip(parameters, fields) {
            #expect(parameter.name == field.0, comment)
            #expect(parameter.value == field.1, comment)
        }
        var visited: [String] = []
        parameters.forEachField { name, value in
            var bytes: [UInt8] = []
            for index in name.indices { bytes.append(name[index]) }
            #expect(value == fields[visited.count].1, comment)
            visited.append(String(decoding: bytes, as: UTF8.self))
        }
        #expect(visited == fields.map(\.0), comment)
        for (name, _) in fields {
            #expect(parameters[name] == fields.first { $0.0 == name }?.1, comment)
        }
    }

    private func randomText(_ limit: Int, using generator: inout SplitMix64) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789.-_")
        return String(
            (0..<Int.random(in: 0...limit, using: &generator)).map { _ in
                letters.randomElement(using: &generator) ?? "a"
            }
        )
    }

    private func randomValue(using generator: inout SplitMix64) -> TypedValue {
        let bits = generator.next()
        return switch Int.random(in: 0..<7, using: &generator) {
        case 0: .int(Int32(truncatingIfNeeded: bits))
        case 1: .uint(UInt32(truncatingIfNeeded: bits))
        case 2: .llong(Int64(bitPattern: bits))
        case 3: .ullong(bits)
        case 4: .double(Double(bits) / 3)
        case 5: .boolean(bits & 1 == 1)
        default: .string(randomText(300, using: &generator))
        }
    }
}
