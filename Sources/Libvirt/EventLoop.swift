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
        virSetErrorFunc(nil) { _, _ in }
        guard virInitialize() == 0 else { return .last(call: "virInitialize", subject: "libvirt") }
        guard virEventRegisterDefaultImpl() == 0 else {
            return .last(call: "virEventRegisterDefaultImpl", subject: "libvirt")
        }
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            nil,
            { _ in
                _ = CLibvirt_nameThread("libvirt-events")
                while true {
                    // A failing poll must not turn into a spinning thread.
                    if virEventRunDefaultImpl() < 0 { usleep(100_000) }
                }
            },
            nil
        )
        guard status == 0 else {
            return LibvirtError(
                code: .systemError,
                domain: .event,
                message: "cannot start the event loop's thread: error \(status)",
                call: "pthread_create",
                subject: "libvirt"
            )
        }
        pthread_detach(thread)
        return nil
    }()
}
