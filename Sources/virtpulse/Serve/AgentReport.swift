import CommandLineInterface
import Feed
import FeedServer
import HTTPServer
import LibvirtSource
import PrometheusOutput
import Snapshot

extension SelfReport {
    /// What the agent knows of itself now.
    ///
    /// - Parameters:
    ///   - server: The server that asks, once it is bound.
    ///   - webConfiguration: How its file was last read, if it has one.
    ///   - probedHosts: How many hosts are probed, if any may be.
    ///   - feed: What its feed did, if it has one.
    init(
        ofAgentAt now: MonotonicTime, _ ledger: CallLedger, _ server: HTTPServerStatistics?,
        webConfiguration: WebConfigurationWatcher.Status?, probedHosts: Int?, feed: FeedStatistics?
    ) {
        let requests = server.map { SelfReport.requests($0) } ?? []
        self.init(
            now: now, version: CommandLineInterface.version, libraryVersion: LibvirtSource.libraryVersion,
            calls: ledger.statistics,
            requests: requests)
        self.server = server.map { Server($0) }
        self.webConfiguration = webConfiguration.map { .init(isCurrent: $0.isCurrent, loadedAt: $0.loadedAt) }
        self.probedHosts = probedHosts
        self.feed = feed.map { Feed($0) }
        process = .recent()
    }

    /// What no route answered is one path, so that clients cannot invent series.
    private static let otherPath = "other"

    private static func requests(_ statistics: HTTPServerStatistics) -> [Requests] {
        statistics.requests.map { Requests(path: $0.route ?? otherPath, code: $0.status, count: $1) }
            .sorted { ($0.path, $0.code) < ($1.path, $1.code) }
    }

    fileprivate static func times(_ statistics: HTTPServerStatistics) -> [String: Duration] {
        Dictionary(statistics.requestTime.map { ($0.key ?? otherPath, $0.value) }) { $0 + $1 }
    }
}

extension SelfReport.Feed {
    fileprivate init(_ statistics: FeedStatistics) {
        self.init(
            readers: statistics.readers, readersAccepted: statistics.readersAccepted,
            readersRefused: statistics.readersRefused, readersDropped: statistics.readersDropped,
            answers: statistics.answers)
        subagents = statistics.subagents.map {
            SelfReport.Subagent(
                agent: $0.agent, isConnected: $0.isConnected, sessions: $0.sessions, requests: $0.requests,
                notificationsSent: $0.notificationsSent, notificationsDropped: $0.notificationsDropped)
        }
    }
}

extension SelfReport.Server {
    fileprivate init(_ statistics: HTTPServerStatistics) {
        self.init()
        requestTime = SelfReport.times(statistics)
        bodyBytes = statistics.bodyBytesSent
        connections = UInt64(statistics.connectionsOpen)
        connectionsAccepted = statistics.connectionsAccepted
        connectionsRefused = statistics.connectionsRefused
        tlsHandshakeFailures = statistics.tlsHandshakeFailures
        authenticationFailures = statistics.authenticationFailures
    }
}
