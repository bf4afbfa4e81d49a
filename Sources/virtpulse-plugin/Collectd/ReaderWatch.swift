import CommandLineInterface
import Glibc

/// Ends the program when nobody reads its output any more, be it that nothing is to be written for a while.
enum ReaderWatch {
    /// Begins to watch, on a thread that waits and does nothing else.
    ///
    /// - Throws: If the system gives no thread.
    static func begin() throws(OperatorError) {
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { _ in
                while true {
                    // the writing end of a pipe tells so without being asked for anything
                    var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
                    let ready = unsafe poll(&output, 1, -1)
                    if ready > 0, output.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 {
                        ProgramEnd.after("virtpulse-plugin") {}
                    }
                    if ready < 0, errno != EINTR { return nil }
                }
            }, nil)
        guard status == 0 else {
            let reason = unsafe String(cString: strerror(status))
            throw .failure("cannot start a thread: \(reason); raise the limit on tasks (ulimit -u)")
        }
        pthread_detach(thread)
    }
}
