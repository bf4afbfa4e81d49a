import CLibvirt
import Glibc
import Synchronization

/// The file descriptors and timers that libvirt wants watched (`virEventRegisterImpl`), by epoll.
///
/// libvirt changes what it watches five times in every call. Its own implementation wakes its thread each time; here only
/// an earlier timer and a removal do.
final class EventPoll: Sendable {
    private struct Handle {
        /// As libvirt knows it.
        let descriptor: Int32
        /// As epoll knows it: a duplicate where libvirt watches one descriptor twice.
        var watched: Int32
        var events: Int32
        let callback: virEventHandleCallback
        let opaque: Address
        let free: virFreeCallback?
    }

    private struct Timer {
        /// Milliseconds; below zero it never fires.
        var period: Int32
        var due: UInt64
        let callback: virEventTimeoutCallback
        let opaque: Address
        let free: virFreeCallback?
    }

    /// Somebody else's pointer, only ever handed back.
    private struct Address: @unchecked Sendable {
        // Unchecked because what libvirt gives for a callback belongs to that callback, on whatever thread it runs.
        let pointer: UnsafeMutableRawPointer?
    }

    /// What a removed handle or timer leaves to be given back.
    private struct Leftover {
        let free: virFreeCallback
        let opaque: Address
    }

    private struct State {
        var handles: [Int32: Handle] = [:]
        var timers: [Int32: Timer] = [:]
        var leftovers: [Leftover] = []
        var next: Int32 = 1
        /// When the thread wakes by itself; 0 while it is awake.
        var wakesAt: UInt64 = 0
    }

    private let state = Mutex(State())
    private let epoll: Int32
    private let wakeup: Int32

    /// `nil` if the system gives no descriptors.
    init?() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        wakeup = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard epoll >= 0, wakeup >= 0 else { return nil }
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: 0))
        guard epoll_ctl(epoll, EPOLL_CTL_ADD, wakeup, &event) == 0 else { return nil }
    }

    func addHandle(
        _ descriptor: Int32, _ events: Int32, _ callback: @escaping virEventHandleCallback,
        _ opaque: UnsafeMutableRawPointer?, _ free: virFreeCallback?
    ) -> Int32 {
        let opaque = Address(pointer: opaque)
        return state.withLock { state in
            let number = state.next
            state.next += 1
            var handle = Handle(
                descriptor: descriptor, watched: descriptor, events: 0, callback: callback, opaque: opaque, free: free)
            guard watch(&handle, events, as: number) else { return -1 }
            state.handles[number] = handle
            return number
        }
    }

    func updateHandle(_ watch: Int32, _ events: Int32) {
        state.withLock { state in
            guard var handle = state.handles[watch], handle.events != events else { return }
            _ = self.watch(&handle, events, as: watch)
            state.handles[watch] = handle
        }
    }

    func removeHandle(_ watch: Int32) -> Int32 {
        let isKnown = state.withLock { state in
            guard var handle = state.handles.removeValue(forKey: watch) else { return false }
            _ = self.watch(&handle, 0, as: watch)
            if handle.watched != handle.descriptor { close(handle.watched) }
            if let free = handle.free { state.leftovers.append(Leftover(free: free, opaque: handle.opaque)) }
            return true
        }
        if isKnown { wake() }
        return isKnown ? 0 : -1
    }

    func addTimer(
        _ period: Int32, _ callback: @escaping virEventTimeoutCallback, _ opaque: UnsafeMutableRawPointer?,
        _ free: virFreeCallback?
    ) -> Int32 {
        let opaque = Address(pointer: opaque)
        let (number, isEarlier) = state.withLock { state in
            let number = state.next
            state.next += 1
            let due = Self.due(period)
            state.timers[number] = Timer(period: period, due: due, callback: callback, opaque: opaque, free: free)
            return (number, due < state.wakesAt)
        }
        if isEarlier { wake() }
        return number
    }

    func updateTimer(_ number: Int32, _ period: Int32) {
        let isEarlier = state.withLock { state in
            let due = Self.due(period)
            state.timers[number]?.period = period
            state.timers[number]?.due = due
            return due < state.wakesAt
        }
        if isEarlier { wake() }
    }

    func removeTimer(_ number: Int32) -> Int32 {
        let isKnown = state.withLock { state in
            guard let timer = state.timers.removeValue(forKey: number) else { return false }
            if let free = timer.free { state.leftovers.append(Leftover(free: free, opaque: timer.opaque)) }
            return true
        }
        if isKnown { wake() }
        return isKnown ? 0 : -1
    }

    /// Waits for what comes next, and tells libvirt.
    func runOnce() {
        let wakesAt = state.withLock { state in
            state.wakesAt = state.timers.values.lazy.map(\.due).min() ?? .max
            return state.wakesAt
        }
        let now = Self.now()
        let wait = wakesAt == .max ? -1 : wakesAt <= now ? 0 : Int32(clamping: wakesAt - now)
        let ready = withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 32) { buffer in
            let count = epoll_wait(epoll, buffer.baseAddress, 32, wait)
            // what fails at once must not spin
            if count < 0, errno != EINTR { usleep(100_000) }
            return (0..<max(0, Int(count))).map { (watch: Int32(buffer[$0].data.u64), events: buffer[$0].events) }
        }
        state.withLock { $0.wakesAt = 0 }
        fireTimers()
        for (watch, events) in ready {
            if watch == 0 { drain() } else { fire(watch, events) }
        }
        giveBack()
    }

    private func fireTimers() {
        let now = Self.now()
        let due = state.withLock { state in
            let due = state.timers.filter { $0.value.due <= now }.keys.sorted()
            for number in due {
                guard let period = state.timers[number]?.period else { continue }
                state.timers[number]?.due = Self.due(period)
            }
            return due
        }
        for number in due {
            // one that fired before may have removed or stopped it
            let timer = state.withLock { $0.timers[number] }
            if let timer, timer.period >= 0 { timer.callback(number, timer.opaque.pointer) }
        }
    }

    private func fire(_ watch: Int32, _ ready: UInt32) {
        let handle = state.withLock { $0.handles[watch] }
        guard let handle, handle.events != 0 else { return }
        var events: UInt32 = 0
        if ready & EPOLLIN.rawValue != 0 { events |= VIR_EVENT_HANDLE_READABLE.rawValue }
        if ready & EPOLLOUT.rawValue != 0 { events |= VIR_EVENT_HANDLE_WRITABLE.rawValue }
        if ready & EPOLLERR.rawValue != 0 { events |= VIR_EVENT_HANDLE_ERROR.rawValue }
        if ready & EPOLLHUP.rawValue != 0 { events |= VIR_EVENT_HANDLE_HANGUP.rawValue }
        handle.callback(watch, handle.descriptor, Int32(events), handle.opaque.pointer)
    }

    /// Gives back what removed handles and timers had, with no callback of theirs under way.
    private func giveBack() {
        let leftovers = state.withLock { state in
            defer { state.leftovers = [] }
            return state.leftovers
        }
        for leftover in leftovers { leftover.free(leftover.opaque.pointer) }
    }

    /// Tells epoll; without events a descriptor is not watched at all, for epoll would report its end again and again.
    private func watch(_ handle: inout Handle, _ events: Int32, as watch: Int32) -> Bool {
        let wasWatched = handle.events != 0
        handle.events = events
        guard events != 0 else {
            return !wasWatched || epoll_ctl(epoll, EPOLL_CTL_DEL, handle.watched, nil) == 0
        }
        var wanted: UInt32 = 0
        if events & Int32(VIR_EVENT_HANDLE_READABLE.rawValue) != 0 { wanted |= EPOLLIN.rawValue }
        if events & Int32(VIR_EVENT_HANDLE_WRITABLE.rawValue) != 0 { wanted |= EPOLLOUT.rawValue }
        var event = epoll_event(events: wanted, data: epoll_data_t(u64: UInt64(watch)))
        if epoll_ctl(epoll, wasWatched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, handle.watched, &event) == 0 { return true }
        guard errno == EEXIST, handle.watched == handle.descriptor else { return false }
        let duplicate = fcntl(handle.descriptor, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else { return false }
        handle.watched = duplicate
        return epoll_ctl(epoll, EPOLL_CTL_ADD, duplicate, &event) == 0
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(wakeup, &one, 8)
    }

    private func drain() {
        var count: UInt64 = 0
        _ = read(wakeup, &count, 8)
    }

    private static func due(_ period: Int32) -> UInt64 { period < 0 ? .max : now() + UInt64(period) }

    /// Milliseconds of a clock that nobody sets.
    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000 + UInt64(time.tv_nsec) / 1_000_000
    }
}
