package import Foundation
import Synchronization

/// A program that runs beside the tests.
///
/// Its ends are files, not pipes, for what outlives a program may hold its output open; and nothing here blocks, for the
/// tests share two threads.
package final class ChildProcess: Sendable {
    package let id: pid_t
    package let output: URL
    package let errors: URL
    private let folder: URL
    private let status = Mutex<Int32?>(nil)
    /// The writing end of its input, if that stays open.
    private let feed: Int32?

    /// Starts a program, which is searched for in `PATH`.
    ///
    /// - Parameter staysFed: Whether more input comes, by ``write(_:)``.
    package init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String = "",
        staysFed: Bool = false
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("virtpulse-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        output = folder.appendingPathComponent("out")
        errors = folder.appendingPathComponent("err")
        let inputFile = folder.appendingPathComponent("in")
        if staysFed {
            mkfifo(inputFile.path, 0o600)
            // open for reading too: so this does not wait for a reader, nor does the program for a writer
            feed = open(inputFile.path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
        } else {
            feed = nil
            try input.write(to: inputFile, atomically: false, encoding: .utf8)
        }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, inputFile.path, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // what else the test runner has open is not for its programs
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            if let descriptor = Int32(name), descriptor > 2 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // the test runner blocks signals that a program must hear
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let all = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        var argv = ([path] + arguments).map { strdup($0) } + [nil]
        var envp = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var child = pid_t()
        let error = posix_spawnp(&child, path, &actions, &attributes, &argv, &envp)
        guard error == 0 else {
            throw Program.Failure(description: "cannot start \(path): \(String(cString: strerror(error)))")
        }
        id = child
    }

    deinit {
        end()
        if let feed { close(feed) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// The exit status once it ended; 128 and the signal's number if a signal ended it.
    package var exitStatus: Int32? {
        status.withLock { status in
            if status == nil {
                var raw: Int32 = 0
                if waitpid(id, &raw, WNOHANG) == id {
                    status = raw & 0x7f == 0 ? raw >> 8 & 0xff : 128 + (raw & 0x7f)
                }
            }
            return status
        }
    }

    package func signal(_ number: Int32) {
        if exitStatus == nil { kill(id, number) }
    }

    /// Ends it at once.
    package func end() {
        signal(SIGKILL)
        while exitStatus == nil { usleep(1_000) }
    }

    /// Gives it more input.
    package func write(_ text: String) async throws {
        guard let feed else { throw Program.Failure(description: "this program's input is a file") }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(feed, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else {
                guard exitStatus == nil else { throw Program.Failure(description: "the program has ended") }
                try await Task.sleep(for: .milliseconds(2))
            }
        }
    }

    /// What it wrote so far.
    package func text(_ file: URL) -> String {
        (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
