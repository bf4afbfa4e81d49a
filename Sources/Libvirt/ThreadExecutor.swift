import CLibvirt
import Glibc

/// A serial executor that runs its jobs, first in first out, on one kernel thread of its own.
///
/// A libvirt call may block for as long as a daemon or a guest's monitor likes; here it blocks nothing but the
/// connection it was made on. libvirt's last error is thread-local, which this keeps true as well.
final class ThreadExecutor: SerialExecutor, TaskExecutor {
    private let queue: Queue

    /// Starts the thread; its kernel name is the first 15 bytes of `name`.
    ///
    /// - Parameter subject: What the thread is for, as an error names it.
    /// - Throws: ``LibvirtError/Code/systemError`` if the system gives no thread.
    init(name: String, for subject: String) throws(LibvirtError) {
        let queue = Queue(name: name)
        self.queue = queue
        var thread = pthread_t()
        let start = Unmanaged.passRetained(queue)
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Queue>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            start.toOpaque()
        )
        guard status == 0 else {
            start.release()
            throw Self.failure(status, for: subject)
        }
        pthread_detach(thread)
    }

    /// The error for what `pthread_create` returned.
    static func failure(_ status: Int32, for subject: String) -> LibvirtError {
        let mend = status == EAGAIN ? "; raise the limit on tasks (TasksMax of the systemd unit, or ulimit -u)" : ""
        return LibvirtError(
            code: .systemError, domain: .none,
            message: "cannot start a thread: \(String(cString: strerror(status)))\(mend)", call: "pthread_create",
            subject: subject)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job), executor: self)
    }

    /// Ends the thread once the jobs that are queued and then `last` have run.
    func stop(last: @escaping @Sendable () -> Void) { queue.stop(last: last) }
}

/// The jobs of one thread.
///
/// Unchecked because the compiler cannot see that `waiting` and `last` are only touched with `mutex` held.
private final class Queue: @unchecked Sendable {
    private struct Entry {
        let job: UnownedJob
        /// Keeps the executor alive until its job has run.
        let executor: ThreadExecutor
    }

    private let name: String
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: [Entry] = []
    private var last: (@Sendable () -> Void)?

    init(name: String) {
        self.name = name
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func append(_ job: UnownedJob, executor: ThreadExecutor) {
        pthread_mutex_lock(mutex)
        waiting.append(Entry(job: job, executor: executor))
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    func stop(last: @escaping @Sendable () -> Void) {
        pthread_mutex_lock(mutex)
        self.last = last
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    func run() {
        _ = name.withCString { CLibvirt_nameThread($0) }
        while true {
            pthread_mutex_lock(mutex)
            while waiting.isEmpty && last == nil { pthread_cond_wait(condition, mutex) }
            let batch = waiting
            waiting = []
            let last = last
            pthread_mutex_unlock(mutex)
            if batch.isEmpty {
                last?()
                return
            }
            for entry in batch {
                entry.job.runSynchronously(
                    isolatedTo: entry.executor.asUnownedSerialExecutor(),
                    taskExecutor: entry.executor.asUnownedTaskExecutor())
            }
        }
    }
}
