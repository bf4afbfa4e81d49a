import ArgumentParser
import CollectdOutput
import CommandLineInterface
import DomainXML
import HostFollowing

/// `virtpulse-plugin collectd`: a program of collectd's `exec` plugin.
struct CollectdCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collectd",
        abstract: "A program for collectd's exec plugin, in place of its virt plugin.",
        discussion: """
            It writes values to standard output in each interval, and notifications at once, until collectd ends it or is \
            gone: Exec "USER:GROUP" "PROGRAM" "collectd" "--from-collectd" "/etc/collectd/collectd.conf". \
            Interval and host name are those of COLLECTD_INTERVAL and COLLECTD_HOSTNAME. \
            A host that is down is no failure: nothing is told of it, and the reason goes to standard error.
            """)

    @OptionGroup(title: "The virt plugin's options") var virt: VirtOptions
    @OptionGroup(title: "Source") var source: SourceOptions

    func run() throws {
        try OneGroup.take()
        let environment = try CollectdEnvironment()
        var (settings, leftOut, metadataPathPlace) = try virt.settings()
        settings.collectdHost = environment.hostname
        try Self.check(settings, at: metadataPathPlace)
        var host = source.host
        if host.uri == nil, let connection = settings.connection {
            if let mistake = HostOptions.mistake(in: connection, of: "Connection") {
                throw OperatorError.usage(mistake)
            }
            host.uri = connection
        }
        if let mistake = host.mistake { throw OperatorError.usage(mistake) }
        let plan = CollectdPlan(
            settings: settings, interval: environment.interval, host: host, origin: source.source ?? .auto,
            feedSocket: source.feed.path, deadline: source.patience.deadline.duration)
        try ReaderWatch.begin()
        for problem in leftOut { Complaint.write(problem) }
        let agent = try CollectdAgent(plan)
        try Waiting.result { try await agent.run() }
    }
}

extension CollectdCommand {
    /// An expression that finds nothing in any guest would give all of them other names in silence.
    ///
    /// - Parameter place: Where it stands in collectd's configuration.
    private static func check(_ settings: CollectdSettings, at place: ConfigurationPlace?) throws(OperatorError) {
        guard settings.needsMetadata else { return }
        do throws(DomainXMLError) {
            guard try !MetadataPath(settings.metadataPath).isExpression() else { return }
        } catch {
            throw .failure(error.description)
        }
        let mistake = "HostnameMetadataXPath \(CollectdSettings.noXPath(settings.metadataPath))"
        throw .usage(place.map { "\($0): \(mistake)" } ?? mistake)
    }
}

/// What a run of the program is to do.
struct CollectdPlan: Sendable {
    let settings: CollectdSettings
    /// Seconds.
    let interval: Double
    let host: HostOptions
    let origin: SampleOrigin
    let feedSocket: String
    /// How long libvirt may take for a sample.
    let deadline: Duration

    /// How its host is followed.
    var following: HostPlan {
        let settings = settings
        var plan = HostPlan(
            interval: interval, host: host, origin: origin, feedSocket: feedSocket, deadline: deadline,
            collectors: settings.collectors, followsEvents: settings.followsEvents,
            isIncluded: { settings.admits(guest: $0) }, words: { $0.underCollectd })
        // a job is wanted from its beginning, and a backup begins without an announcement
        if settings.extraStatistics.contains(.backgroundJob) { plan.jobInterval = .zero }
        return plan
    }
}
