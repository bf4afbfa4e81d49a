import Catalogue
import Snapshot

/// Writes what changes between two requests for the same snapshot: ages, and what the agent counts.
struct SelfFamilies {
    let snapshot: Snapshot
    let report: SelfReport
    let labels: DomainLabels

    func write(to writer: inout TextWriter) {
        let status = snapshot.status
        if let probe = report.probe {
            one(Catalogue.probeSuccess, probe.succeeded ? 1 : 0, to: &writer)
            var duration = FamilyWriter(Catalogue.probeDuration)
            duration.line(&writer, [], [], probe.duration)
        }
        one(Catalogue.up, status.isUp ? 1 : 0, to: &writer)
        var build = FamilyWriter(Catalogue.buildInfo)
        build.line(
            &writer, [], [("version", report.version), ("libvirt_library", report.libraryVersion)], 1)
        if let lastAnswered = status.lastAnswered {
            var age = FamilyWriter(Catalogue.sampleAge)
            age.line(&writer, [], [], report.now - lastAnswered)
        }
        if snapshot.generation > 0 {
            var duration = FamilyWriter(Catalogue.sampleDuration)
            duration.line(&writer, [], [], status.duration)
            let isClean = status.isUp && status.collectors.values.allSatisfy(\.succeeded)
            one(Catalogue.callsHeld, UInt64(status.heldCalls), to: &writer)
            one(Catalogue.sampleSuccess, isClean ? 1 : 0, to: &writer)
        }
        one(Catalogue.samples, status.rounds, to: &writer)
        writeCollectors(to: &writer)
        writeCalls(to: &writer)
        var requests = FamilyWriter(Catalogue.httpRequests)
        for request in report.requests {
            requests.line(&writer, [], [("path", request.path), ("code", String(request.code))], request.count)
        }
        writeServer(to: &writer)
        writeProcess(to: &writer)
        var age = FamilyWriter(Catalogue.domainSampleAge)
        for (position, domain) in snapshot.domains.enumerated() {
            guard let sampledAt = domain.sampledAt else { continue }
            age.line(&writer, labels[position], [], report.now - sampledAt)
        }
    }

    private func one(_ family: Family, _ number: UInt64, to writer: inout TextWriter) {
        var family = FamilyWriter(family)
        family.line(&writer, [], [], number)
    }

    private func writeServer(to writer: inout TextWriter) {
        if let server = report.server {
            var time = FamilyWriter(Catalogue.httpRequestTime)
            for (path, duration) in server.requestTime.sorted(by: { $0.key < $1.key }) {
                time.line(&writer, [], [("path", path)], duration)
            }
            one(Catalogue.httpResponseBytes, server.bodyBytes, to: &writer)
            one(Catalogue.httpConnections, server.connections, to: &writer)
            one(Catalogue.httpConnectionsAccepted, server.connectionsAccepted, to: &writer)
            one(Catalogue.httpConnectionsRefused, server.connectionsRefused, to: &writer)
            one(Catalogue.tlsHandshakeFailures, server.tlsHandshakeFailures, to: &writer)
            one(Catalogue.authenticationFailures, server.authenticationFailures, to: &writer)
        }
        if let webConfiguration = report.webConfiguration {
            one(Catalogue.webConfigCurrent, webConfiguration.isCurrent ? 1 : 0, to: &writer)
            one(Catalogue.webConfigLoadTime, double: webConfiguration.loadedAt, to: &writer)
        }
        if let hosts = report.probedHosts { one(Catalogue.probedHosts, UInt64(hosts), to: &writer) }
        if let feed = report.feed {
            one(Catalogue.feedReaders, feed.readers, to: &writer)
            one(Catalogue.feedReadersAccepted, feed.readersAccepted, to: &writer)
            one(Catalogue.feedReadersRefused, feed.readersRefused, to: &writer)
            one(Catalogue.feedReadersDropped, feed.readersDropped, to: &writer)
            one(Catalogue.feedAnswers, feed.answers, to: &writer)
            write(feed.subagents, to: &writer)
        }
    }

    private func write(_ subagents: [SelfReport.Subagent], to writer: inout TextWriter) {
        let families: [(Family, (SelfReport.Subagent) -> UInt64)] = [
            (Catalogue.snmpConnected, { $0.isConnected ? 1 : 0 }), (Catalogue.snmpSessions, \.sessions),
            (Catalogue.snmpRequests, \.requests), (Catalogue.snmpNotifications, \.notificationsSent),
            (Catalogue.snmpNotificationsDropped, \.notificationsDropped),
        ]
        for (family, value) in families {
            var family = FamilyWriter(family)
            for subagent in subagents { family.line(&writer, [], [("agent", subagent.agent)], value(subagent)) }
        }
    }

    private func writeProcess(to writer: inout TextWriter) {
        guard let process = report.process else { return }
        var cpuTime = FamilyWriter(Catalogue.processCPUTime)
        cpuTime.line(&writer, [], [], process.cpuTime)
        one(Catalogue.processResidentMemory, process.residentBytes, to: &writer)
        one(Catalogue.processOpenFiles, process.openFiles, to: &writer)
        one(Catalogue.processMaxFiles, process.maxFiles, to: &writer)
        one(Catalogue.processThreads, process.threads, to: &writer)
        one(Catalogue.processStartTime, double: process.startedAt, to: &writer)
    }

    private func one(_ family: Family, double: Double, to writer: inout TextWriter) {
        var family = FamilyWriter(family)
        family.line(&writer, [], []) { $0.append(double: double) }
    }

    private func writeCollectors(to writer: inout TextWriter) {
        let collectors = Collector.allCases.compactMap { collector in
            snapshot.status.collectors[collector].map { (("collector", collector.rawValue), $0) }
        }
        var duration = FamilyWriter(Catalogue.collectorDuration)
        for (label, status) in collectors {
            if let time = status.duration { duration.line(&writer, [], [label], time) }
        }
        var success = FamilyWriter(Catalogue.collectorSuccess)
        for (label, status) in collectors { success.line(&writer, [], [label], status.succeeded ? 1 : 0) }
        var age = FamilyWriter(Catalogue.collectorAge)
        for (label, status) in collectors {
            if let last = status.lastSuccess { age.line(&writer, [], [label], report.now - last) }
        }
    }

    private func writeCalls(to writer: inout TextWriter) {
        let calls = report.calls.sorted { $0.key < $1.key }
        var duration = FamilyWriter(Catalogue.callDuration)
        for (call, statistics) in calls {
            duration.histogram(
                &writer, [], [("call", call)], bounds: CallStatistics.bounds, buckets: statistics.buckets,
                nanosecondSum: statistics.nanoseconds)
        }
        var failures = FamilyWriter(Catalogue.callFailures)
        for (call, statistics) in calls { failures.line(&writer, [], [("call", call)], statistics.failures) }
    }
}
