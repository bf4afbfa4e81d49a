import HTMLOutput
import HTTPServer
import History
import Snapshot
import Synchronization

/// Serves the page for people.
///
/// It shows the newest snapshot that the sampler made, whatever its age, and never asks for one: however many people
/// look, libvirt is asked no more often.
final class StatusPageHandler: Sendable {
    private struct State {
        var snapshot = Snapshot(
            generation: 0, startedAt: MonotonicTime(sinceOrigin: .zero), factsGeneration: 0, domains: [], host: nil,
            status: SampleStatus(isUp: false))
        var history = HostHistory()
    }

    private let page: StatusPage
    private let state = Mutex(State())

    init(_ page: StatusPage) { self.page = page }

    /// Takes in a new snapshot.
    func note(_ snapshot: Snapshot) {
        state.withLock { state in
            state.history.note(snapshot)
            state.snapshot = snapshot
        }
    }

    /// The page, its updates and all that it loads.
    ///
    /// - Parameter now: The moment on the snapshots' clock.
    func routes(now: @escaping @Sendable () -> MonotonicTime) -> [String: HTTPHandler] {
        var routes: [String: HTTPHandler] = [
            "/": { _ in
                let (snapshot, history) = self.current
                return Self.response("text/html; charset=utf-8", self.page.html(snapshot, history, now: now()))
            },
            StatusPage.updatePath: { request in
                let (snapshot, history) = self.current
                let seen = request.queryValues("seen").first.flatMap { UInt64($0) }
                return Self.response(
                    "application/json", self.page.update(snapshot, history, seen: seen, now: now()))
            },
        ]
        for asset in StatusPage.assets {
            routes[asset.path] = { _ in Self.response(asset.contentType, asset.bytes) }
        }
        return routes
    }

    private var current: (Snapshot, HostHistory) { state.withLock { ($0.snapshot, $0.history) } }

    private static func response(_ contentType: String, _ bytes: [UInt8]) -> HTTPResponse {
        HTTPResponse(
            contentType: contentType, body: bytes,
            headers: [
                ("Content-Security-Policy", StatusPage.contentSecurityPolicy),
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
            ])
    }
}
