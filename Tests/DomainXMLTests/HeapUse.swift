import Foundation
import Glibc
import Testing

/// How much of the C heap is in use.
enum HeapUse {
    /// Bytes handed out by malloc in all arenas: what `mallinfo2().uordblks` says, which Swift's Glibc does not import.
    static func bytes() throws -> Int {
        let symbol = try #require(dlsym(nil, "malloc_info"))
        let mallocInfo = unsafeBitCast(symbol, to: (@convention(c) (Int32, UnsafeMutablePointer<FILE>) -> Int32).self)
        var text: UnsafeMutablePointer<CChar>?
        var size = 0
        let stream = try #require(open_memstream(&text, &size))
        #expect(mallocInfo(0, stream) == 0)
        fclose(stream)
        defer { free(text) }
        let characters = try #require(text)
        let report = String(cString: characters)
        // The totals over all arenas follow the last arena.
        let totals = report[try #require(report.range(of: "</heap>", options: .backwards)).upperBound...]
        return try value(after: ["<system type=\"current\"", "size=\""], in: totals)
            - value(after: ["<total type=\"fast\"", "size=\""], in: totals)
            - value(after: ["<total type=\"rest\"", "size=\""], in: totals)
    }

    private static func value(after marks: [String], in text: Substring) throws -> Int {
        var rest = text
        for mark in marks { rest = rest[try #require(rest.range(of: mark)).upperBound...] }
        return try #require(Int(rest.prefix { $0.isNumber }))
    }
}
