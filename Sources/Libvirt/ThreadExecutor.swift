import CLibvirt
import Glibc

/// A serial executor that runs its jobs, first in first out, on one kernel thread of its own.
///
/// A libvirt call may block for as long as a daemon or a guest's monitor likes; here it blocks nothing but the
/// connection it was made on. libvirt's last error is thread-local, which this keeps true as well.
public final class ThreadExecutor: SerialExecutor, TaskExecutor {
    private let queue: Queue

    /// Starts the thread; its kernel name is the first 15 bytes of `name`.
    ///
    /// - Parameter subject: What the thread is for, as an error names it.
    /// - Throws: ``LibvirtError/Code/systemError`` if the system gives no thread.
    public init(name: String, for subject: String) throws(LibvirtError) {
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

    /// Runs the job once those before it have run.
    public func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job), executor: self)
    }

    deinit { queue.stop(last: {}) }

    /// Resumes a task at a moment.
    ///
    /// - Returns: what calls it off.
    func resume(_ continuation: CheckedContinuation<Bool, Never>, at moment: ContinuousClock.Instant) -> UInt64 {
        queue.append(Sleeper(moment: moment, continuation: continuation))
    }

    /// Resumes a task now that waits for a moment, if it still does.
    func callOff(_ sleeper: UInt64) { queue.callOff(sleeper) }

    /// Ends the thread once the jobs that are queued and then `last` have run.
    func stop(last: @escaping @Sendable () -> Void) { queue.stop(last: last) }
}

/// A task that waits for a moment, and then hears true.
private struct Sleeper {
    let moment: ContinuousClock.Instant
    let continuation: CheckedContinuation<Bool, Never>
}

/// The jobs of one thread.
///
/// Unchecked because the compiler cannot see that its variables are only touched with `mutex` held.
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
    private var sleepers: [UInt64: Sleeper] = [:]
    private var next: UInt64 = 0
    /// The moment for which the thread's wait ends; `nil` if it does not wait for one.
    private var wakes: ContinuousClock.Instant?
    private var last: (@Sendable () -> Void)?

    init(name: String) {
        self.name = name
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
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
        pthread_mutex_unlock(mutex)
        // after unlocking, or the thread would wake only to wait for the lock
        pthread_cond_signal(condition)
    }

    func append(_ sleeper: Sleeper) -> UInt64 {
        pthread_mutex_lock(mutex)
        next += 1
        let ticket = next
        sleepers[ticket] = sleeper
        // the thread looks before it waits again: only one that waits for longer must be woken
        let mustWake = wakes.map { sleeper.moment < $0 } ?? false
        pthread_mutex_unlock(mutex)
        if mustWake { pthread_cond_signal(condition) }
        return ticket
    }

    func callOff(_ ticket: UInt64) {
        pthread_mutex_lock(mutex)
        let sleeper = sleepers.removeValue(forKey: ticket)
        pthread_mutex_unlock(mutex)
        sleeper?.continuation.resume(returning: false)
    }

    /// Takes out whom the moment has come for; to be called with `mutex` held.
    private func takeDue() -> [Sleeper] {
        guard !sleepers.isEmpty else { return [] }
        let now = ContinuousClock.now
        let due = sleepers.filter { $0.value.moment <= now }
        for ticket in due.keys { sleepers[ticket] = nil }
        return Array(due.values)
    }

    /// Waits for a job or for the next moment; to be called with `mutex` held.
    private func wait() {
        guard let moment = sleepers.values.lazy.map({ $0.moment }).min() else {
            wakes = .now + .seconds(1 << 40)
            pthread_cond_wait(condition, mutex)
            wakes = nil
            return
        }
        var until = timespec()
        clock_gettime(CLOCK_MONOTONIC, &until)
        let (seconds, attoseconds) = ContinuousClock.now.duration(to: moment).components
        let nanoseconds = until.tv_nsec + Int(attoseconds / 1_000_000_000)
        until.tv_sec += Int(clamping: min(seconds, 1 << 40)) + nanoseconds / 1_000_000_000
        until.tv_nsec = nanoseconds % 1_000_000_000
        wakes = moment
        pthread_cond_timedwait(condition, mutex, &until)
        wakes = nil
    }

    func stop(last: @escaping @Sendable () -> Void) {
        pthread_mutex_lock(mutex)
        if self.last == nil { self.last = last }
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    func run() {
        _ = name.withCString { CLibvirt_nameThread($0) }
        while true {
            pthread_mutex_lock(mutex)
            var due = takeDue()
            while waiting.isEmpty && due.isEmpty && last == nil {
                wait()
                due = takeDue()
            }
            let batch = waiting
            waiting = []
            let last = last
            let orphans = last == nil ? [] : Array(sleepers.values)
            if last != nil { sleepers = [:] }
            pthread_mutex_unlock(mutex)
            for sleeper in due { sleeper.continuation.resume(returning: true) }
            if batch.isEmpty, due.isEmpty {
                for sleeper in orphans { sleeper.continuation.resume(returning: false) }
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
