import CommandLineInterface
import Foundation
import NagiosOutput
import Testing

@testable import virtpulse_plugin

/// What checks remember of jobs, in files that others may have meddled with.
@Suite struct ProgressFileTests {
    /// A folder that ends with the test.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/vp-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private func update(_ folder: String) throws -> ProgressFile.Outcome {
        let file = try ProgressFile(in: folder, host: "qemu:///system", mode: "job")
        defer { file.close() }
        return file.update(within: .milliseconds(200)) { _ in }
    }

    private func path(in folder: String) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count == 1, "\(names)")
        return folder + "/" + (names.first ?? "")
    }

    @Test func junkIsSaidOnceAndReplaced() throws {
        try withFolder { folder in
            let first = try update(folder)
            #expect(first.remark == nil && first.trouble == nil)
            let file = try path(in: folder)
            let good = try Data(contentsOf: URL(fileURLWithPath: file))
            for junk in [Data(), Data("junk".utf8), Data([0xff, 0, 0xfe]), good + good, Data(count: 5 << 20)] {
                try junk.write(to: URL(fileURLWithPath: file))
                let found = try update(folder)
                let words = junk.count > 4 << 20 ? "it is too large" : "it is not what a check wrote"
                #expect(found.remark == "\(file): \(words); what is known of jobs begins anew")
                #expect(found.trouble == nil)
                #expect(try update(folder).remark == nil)
                #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == good)
            }
        }
    }

    @Test func aLinkInItsPlaceIsNotFollowed() throws {
        try withFolder { folder in
            _ = try update(folder)
            let (file, victim) = (try path(in: folder), folder + "-victim")
            defer { try? FileManager.default.removeItem(atPath: victim) }
            try "mine".write(toFile: victim, atomically: true, encoding: .utf8)
            try FileManager.default.removeItem(atPath: file)
            try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: victim)
            let found = try update(folder)
            #expect(found.remark?.contains("symbolic link") ?? false)
            #expect(try String(contentsOfFile: victim, encoding: .utf8) == "mine")
            try FileManager.default.removeItem(atPath: file)
            #expect(mkfifo(file, 0o600) == 0)
            #expect(try update(folder).remark?.contains("it is no file") ?? false)
            // what cannot be replaced is said
            try FileManager.default.removeItem(atPath: file)
            try FileManager.default.createDirectory(atPath: file + "/full", withIntermediateDirectories: true)
            #expect(try update(folder).trouble?.contains("the progress of jobs cannot be kept: ") ?? false)
        }
    }

    /// A check that hangs while it has the file costs the next one a moment, not its answer.
    @Test func aFileThatAnotherHas() throws {
        try withFolder { folder in
            _ = try update(folder)
            let holder = try StateFolder(folder)
            #expect(holder.lock(within: .zero))
            let found = try update(folder)
            #expect(found.trouble?.contains("another check keeps it to itself") ?? false)
            holder.close()
            #expect(try update(folder).trouble == nil)
        }
    }

    @Test func foldersThatOthersMayChangeAreRefused() throws {
        try withFolder { folder in
            _ = try update(folder)
            #expect(chmod(folder, 0o770) == 0)
            #expect(throws: CheckMistake.self) { try update(folder) }
            #expect(chmod(folder, 0o700) == 0)
            let link = folder + "-link"
            defer { try? FileManager.default.removeItem(atPath: link) }
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder)
            #expect(throws: CheckMistake.self) { try update(link) }
        }
    }
}
