import Glibc

/// How a program ends.
public enum ProgramEnd {
    /// Ends a program of this name once the work is done, or with the work's failure and a line that names it.
    public static func after(_ name: String, _ work: () throws(OperatorError) -> Void) -> Never {
        do throws(OperatorError) { try work() } catch { fail(name, error.lines, error.exitCode) }
        leave(0)
    }

    static func fail(_ name: String, _ lines: [String], _ code: Int32) -> Never {
        StandardError.write(lines.map { "\(name): \(TerminalText.line($0))\n" }.joined())
        leave(code)
    }

    /// Ends the program without the libraries' destructors: libvirt's threads may still run, and die of what a destructor
    /// of OpenSSL's takes from them.
    static func leave(_ code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }
}
