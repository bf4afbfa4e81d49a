import Foundation
import HTTPServer
import SeededRandom
import Testing

/// What is put together of compressed parts is one gzip file to gzip itself, and nothing behind it.
@Suite struct DeflatedPieceTests {
    private func unpacked(_ file: [UInt8]) async throws -> [UInt8] {
        try await onThread {
            let folder = FileManager.default.temporaryDirectory
            let path = folder.appendingPathComponent("\(UUID().uuidString).gz")
            try Data(file).write(to: path)
            defer { try? FileManager.default.removeItem(at: path) }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["gzip", "--decompress", "--stdout", path.path]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            return Array(output)
        }
    }

    private func gzip(_ parts: [[UInt8]]) throws -> [UInt8] {
        Array(DeflatedPiece.gzip(try parts.map { try #require(DeflatedPiece($0)) }).joined())
    }

    @Test(arguments: [[], [0], [0, 0], [1], [5, 0, 7], [32 << 10], [100_000, 1, 65_536], [400_000, 10]])
    func isWhatItWas(counts: [Int]) async throws {
        var random = SplitMix64(seed: UInt64(counts.count))
        // half of it repeats itself, half does not
        let parts = counts.map { count in
            (0..<count).map { $0 % 2000 < 1000 ? UInt8($0 % 7) : UInt8.random(in: 0 ... .max, using: &random) }
        }
        #expect(try await unpacked(try gzip(parts)) == Array(parts.joined()))
    }

    /// What does not get smaller fills zlib's buffer to the last byte at one of these lengths.
    @Test func endsWhereTheBufferEnds() async throws {
        var random = SplitMix64(seed: 1)
        let longest = (0..<32_770).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
        let parts = (32_745...longest.count).map { Array(longest.prefix($0)) }
        #expect(try await unpacked(try gzip(parts)) == Array(parts.joined()))
    }

    @Test func hasOneMember() throws {
        let file = try gzip([Array("one".utf8), Array("two".utf8)])
        // RFC 1952: magic, deflate, no flags; at the end the length of all of it
        #expect(file.prefix(4) == [0x1f, 0x8b, 8, 0])
        #expect(file.suffix(4) == [6, 0, 0, 0])
    }

    @Test func getsSmaller() throws {
        let page = (0..<20_000).flatMap { Array("libvirt_domain_state{domain=\"vm\($0)\"} 1\n".utf8) }
        #expect(try gzip([page]).count < page.count / 5)
    }
}
