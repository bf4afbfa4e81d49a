import Catalogue
import Snapshot

/// The lines of one guest.
struct GuestValues {
    let guest: DomainSample
    let name: GuestName
    let settings: CollectdSettings
    /// Seconds of Unix time, as they are written.
    let time: String
    private(set) var lines: LineBuffer

    /// libvirt's number of a domain that runs, the only kind that the `virt` plugin tells values of.
    private static let running: Int32 = 1

    mutating func write(
        _ details: GuestDetails, _ sample: CollectdReport.Sample, _ memory: inout CollectdReport.Memory
    ) {
        let isFresh = guest.sampledAt.map { $0 >= sample.snapshot.startedAt } ?? false
        if settings.hasExtra, guest.identity.id != nil { writeAge(sample.now) }
        guard isFresh else { return }
        writeState(at: sample.time)
        guard guest.identity.id != nil else { return }
        if settings.extraStatistics.contains(.diskErrors) { write(details.diskErrors) }
        write(&memory.jobs, at: sample.time)
        guard guest.state.map({ $0.number == Self.running }) ?? true else { return }
        writeProcessor(sample, &memory.usage)
        writeMemory()
        if settings.extraStatistics.contains(.perf) { writePerf() }
        if settings.extraStatistics.contains(.vcpuPinning) { writePinning(details.affinity) }
        if settings.reportsBlockDevices { writeDisks(details.images, &memory.latencies) }
        if settings.reportsInterfaces { writeInterfaces() }
        if settings.extraStatistics.contains(.fileSystems) { notify(of: details.fileSystems, at: sample.time) }
    }

    mutating func put(_ type: String, _ instance: String = "", _ values: CollectdValue?...) {
        lines.put(name, type, FieldText(instance), at: time, values)
    }

    mutating func put(_ type: String, _ instance: FieldText, _ values: CollectdValue?...) {
        lines.put(name, type, instance, at: time, values)
    }

    /// Two things that are counted, told together, unless neither ever happened: the plugin tells nothing then.
    mutating func putUnlessZero(_ type: String, _ first: UInt64?, _ second: UInt64?) {
        guard let first, let second, first > 0 || second > 0 else { return }
        put(type, "", .derive(first), .derive(second))
    }

    mutating func notify(
        _ severity: CollectdNotification.Severity, _ type: String, _ instance: String? = nil, at time: Double,
        _ message: String, _ details: [(name: String, text: String)] = []
    ) {
        lines.put(
            CollectdNotification(
                guest: name, severity: severity, time: time, type: type, typeInstance: instance, message: message,
                details: details))
    }

    /// A number of the guest as a whole.
    func number(_ metric: MetricID) -> UInt64? { guest.values.bits(of: metric) }

    private mutating func writeState(at seconds: Double) {
        guard let state = guest.state else { return }
        if settings.extraStatistics.contains(.domainState), let number = UInt64(exactly: state.number) {
            let reason = state.reason.flatMap { DomainStateText.number(of: $0, in: state.number) }
            put("domain_state", "", .whole(number), reason.map { .whole($0) })
        }
        guard settings.isNotificationPersistent, guest.isPersistent ?? false,
            let notice = DomainStateText.notice(
                state: state.number, reason: state.reason, isCompatible: settings.hasCompatibleNotifications)
        else { return }
        notify(notice.severity, "domain_state", at: seconds, notice.message)
    }

    /// How old its values are, which is told of a guest that cannot be read as well.
    private mutating func writeAge(_ now: MonotonicTime) {
        put("gauge", "stuck", .whole(guest.isStuck ? 1 : 0))
        if let sampledAt = guest.sampledAt { put("duration", "sample_age", .gauge((now - sampledAt) / .seconds(1))) }
    }

    private mutating func write(_ errors: [(disk: String, error: Int32)]) {
        for (field, (_, error)) in zip(DeviceNames.fields(errors.map(\.disk)), errors) {
            put("disk_error", field, UInt64(exactly: error).map { .whole($0) })
        }
    }

    private mutating func writePinning(_ affinity: [(vcpu: UInt32, cpus: [Bool])]) {
        for (vcpu, cpus) in affinity {
            for (cpu, isUsable) in cpus.enumerated() {
                put("cpu_affinity", "vcpu_\(vcpu)-cpu_\(cpu)", .whole(isUsable ? 1 : 0))
            }
        }
    }

    private mutating func notify(of fileSystems: [GuestDetails.FileSystem], at seconds: Double) {
        for fileSystem in fileSystems {
            notify(
                .okay, "file_system", at: seconds, "File system information",
                [
                    ("mountpoint", fileSystem.mountPoint), ("name", fileSystem.name), ("fstype", fileSystem.type),
                    ("ndevAlias", String(fileSystem.devices.count)),
                ] + fileSystem.devices.map { ("devAlias", $0) })
        }
    }
}
