internal import NIOCore

/// The one running timer of a connection; used on its event loop only.
///
/// Each slice of a body moves the deadline, so the scheduled task is left alone while the deadline moves away, and looks
/// again when it runs.
final class Deadline {
    private let limits: HTTPServerLimits
    private let eventLoop: any EventLoop
    private var timer: ConnectionState.Timer?
    private var due = NIODeadline.distantFuture
    private var passed: ((ConnectionState.Timer) -> Void)?
    private var scheduled: (task: Scheduled<Void>, due: NIODeadline)?

    init(limits: HTTPServerLimits, eventLoop: any EventLoop) {
        self.limits = limits
        self.eventLoop = eventLoop
    }

    /// Waits for `timer` and calls `passed` at its end, unless another was set by then; `nil` waits for nothing.
    func set(_ timer: ConnectionState.Timer?, passed: @escaping (ConnectionState.Timer) -> Void) {
        guard timer != self.timer else { return }
        self.timer = timer
        guard let timer else {
            scheduled?.task.cancel()
            scheduled = nil
            self.passed = nil
            return
        }
        self.passed = passed
        due = eventLoop.now + TimeAmount(limits.duration(of: timer.wait))
        if let scheduled {
            if scheduled.due <= due { return }
            scheduled.task.cancel()
        }
        schedule()
    }

    private func schedule() {
        let deadline = NIOLoopBound(self, eventLoop: eventLoop)
        scheduled = (eventLoop.scheduleTask(deadline: due) { deadline.value.look() }, due)
    }

    private func look() {
        scheduled = nil
        guard let timer else { return }
        if eventLoop.now < due {
            schedule()
        } else {
            passed?(timer)
        }
    }
}

extension HTTPServerLimits {
    fileprivate func duration(of wait: ConnectionState.Wait) -> Duration {
        switch wait {
        case .header: headerTimeout
        case .idle: idleTimeout
        case .write: writeTimeout
        case .linger: lingerTimeout
        }
    }
}
