import Foundation
import RealGuests
import Testing

/// The check ends in its time whatever hangs: a file that it is to read, or who reads its output.
@Suite("check limit", .timeLimit(.minutes(2))) struct CheckLimitTests {
    /// A folder with a library in it that has the program hang where it opens a file called `hangs`.
    private func folder() async throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/vp-limit-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <string.h>
        #include <unistd.h>
        static int hanging(const char *name, const char *path, int flags, int mode) {
            size_t length = strlen(path);
            while (length >= 5 && !strcmp(path + length - 5, "hangs")) pause();
            return ((int (*)(const char *, int, int))dlsym(RTLD_NEXT, name))(path, flags, mode);
        }
        int open(const char *path, int flags, int mode) { return hanging("open", path, flags, mode); }
        int open64(const char *path, int flags, int mode) { return hanging("open64", path, flags, mode); }
        """.write(toFile: folder + "/hang.c", atomically: true, encoding: .utf8)
        _ = try await Program.output(
            of: "/usr/bin/env",
            [
                "clang", "-shared", "-fPIC", "-w", "-o", folder + "/hang.so",
                folder + "/hang.c",
            ])
        return folder
    }

    /// A pipe that has no room, and its end that is held open.
    private func fullPipe(in folder: String) throws -> (path: String, end: Int32) {
        let path = folder + "/pipe"
        #expect(mkfifo(path, 0o600) == 0)
        let end = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        let full = [UInt8](repeating: 0, count: 4096)
        while write(end, full, full.count) > 0 {}
        return (path, end)
    }

    /// At the same time, as two of them wait for the usual limit.
    @Test func whateverHangs() async throws {
        let folder = try await folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let pipe = try fullPipe(in: folder)
        defer { close(pipe.end) }
        @Sendable func check(_ arguments: [String]) async throws -> Program.Output {
            try await Program.run(
                Program.plugin, ["check"] + arguments, environment: ["LD_PRELOAD": folder + "/hang.so"],
                limit: .seconds(30))
        }
        /// Somebody holds the output open, and reads none of it.
        @Sendable func unread(_ arguments: [String]) async throws -> Int32 {
            try await Program.run(
                "sh",
                ["-c", "LD_PRELOAD=$1; export LD_PRELOAD; shift; exec \"$@\" >\"$0\"", pipe.path, folder + "/hang.so"]
                    + [Program.plugin, "check"] + arguments, limit: .seconds(30)
            ).status
        }
        let names = ["-m", "expected", "--require-file", "\(folder)/hangs", "-t", "1:warning"]
        // what the limit is stands behind the file
        async let options = check(["--extra-opts=@\(folder)/hangs", "-m", "state", "-t", "1:warning"])
        async let required = check(names)
        async let help = unread(["-h"])
        async let mistake = unread(["--bogus"])
        async let hanging = unread(names)
        // what was found out stands, even if nobody hears of it
        async let state = unread(["-m", "state", "-t", "1:warning", "-u", "test:///default", "--source", "libvirt"])
        let told = (try await options, try await required)
        #expect(told.0.status == 2 && told.0.out.hasPrefix("LIBVIRT CRITICAL: the options were not"), "\(told.0)")
        #expect(told.1.status == 1 && told.1.out.hasPrefix("LIBVIRT WARNING: no result within 1 s"), "\(told.1)")
        let statuses = [try await help, try await mistake, try await hanging, try await state]
        #expect(statuses == [3, 3, 1, 0])
    }
}
