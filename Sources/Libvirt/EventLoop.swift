import CLibvirt
import Glibc

/// libvirt's event loop: started once for the whole process, before the first connection, and never stopped.
///
/// Keepalive and events need it. libvirt neither lets it be replaced once registered nor stopped safely after
/// connections were closed, so the thread runs until the process ends.
enum EventLoop {
    /// Starts the loop on first use, and keeps libvirt from printing errors by itself.
    ///
    /// - Returns: why the loop could not be started, or `nil` if it runs.
    static let failure: LibvirtError? = {
        if let failure = Library.failure { return failure }
        virSetErrorFunc(nil) { _, _ in }
        guard virInitialize() == 0 else { return .last(call: "virInitialize", subject: "libvirt") }
        guard poll != nil else { return systemFailure("epoll_create1", errno) }
        virEventRegisterImpl(
            { descriptor, events, callback, opaque, free in
                guard let callback else { return -1 }
                return EventLoop.poll?.addHandle(descriptor, events, callback, opaque, free) ?? -1
            },
            { watch, events in EventLoop.poll?.updateHandle(watch, events) },
            { watch in EventLoop.poll?.removeHandle(watch) ?? -1 },
            { period, callback, opaque, free in
                guard let callback else { return -1 }
                return EventLoop.poll?.addTimer(period, callback, opaque, free) ?? -1
            },
            { number, period in EventLoop.poll?.updateTimer(number, period) },
            { number in EventLoop.poll?.removeTimer(number) ?? -1 })
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            nil,
            { _ in
                _ = CLibvirt_nameThread("libvirt-events")
                while true { EventLoop.poll?.runOnce() }
            },
            nil
        )
        guard status == 0 else { return systemFailure("pthread_create", status) }
        pthread_detach(thread)
        return nil
    }()

    private static let poll = EventPoll()

    private static func systemFailure(_ call: String, _ number: Int32) -> LibvirtError {
        LibvirtError(
            code: .systemError, domain: .event, message: "cannot start the event loop: error \(number)", call: call,
            subject: "libvirt")
    }
}
