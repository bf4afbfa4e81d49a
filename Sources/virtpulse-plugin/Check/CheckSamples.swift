import Catalogue
import CommandLineInterface
import FoundationEssentials
import Libvirt
import LibvirtSource
import NagiosOutput
import Sampler
import Snapshot

extension CheckReading {
    /// What libvirt says itself.
    func asked() throws(CheckMistake) -> (CheckInput, uri: String) {
        guard let uri = host.found else {
            throw CheckMistake("no libvirt daemon was found; name a host with -u URI or LIBVIRT_DEFAULT_URI")
        }
        let file = try source.stateDirectory.flatMap { needs.needsRates ? $0 : nil }
            .map { folder throws(CheckMistake) in try SampleFile(in: folder, host: uri, mode: mode.name) }
        defer { file?.close() }
        do throws(OperatorError) {
            return (try Waiting.result { () throws(OperatorError) in try await samples(uri, file) }, uri)
        } catch {
            throw CheckMistake(error.description)
        }
    }

    private func samples(_ uri: String, _ file: SampleFile?) async throws(OperatorError) -> CheckInput {
        var options = SamplerOptions()
        options.collectors = needs.collectors
        // by the balloon a guest is known to answer its monitor; libvirt passes over one for which another call waits,
        // such as that of the check before, and whoever takes two samples cannot see whether that lasts
        if mode.tellsStuckGuests { options.collectors.insert(.balloon) }
        options.longestSilence = .zero
        // several guests may be stuck, each of which costs as much
        options.firstPatience = .milliseconds(500)
        // both samples are to be of now
        options.slowInterval = .zero
        // of two, and the time between them; and what is asked besides has its time as well
        let part = needs.needsRates ? 0.33 : needs.questions.isEmpty ? 0.8 : 0.5
        options.deadline = (end - .now) * part
        let libvirt = try LibvirtSource.watching(uri)
        let sampler = Sampler(source: libvirt, options: options, clock: libvirt.clock)
        func sample() async -> Snapshot {
            let now = libvirt.clock.now
            // the round ends by itself a moment after its deadline, and if not, the program's limit ends that
            return await sampler.snapshot(notOlderThan: now, deadline: max(end, now + options.deadline))
        }
        var snapshot = await sample()
        var input = CheckInput(snapshot, now: sampler.now, time: Date().timeIntervalSince1970)
        if needs.needsRates, snapshot.status.isUp {
            let kept = file?.read(now: sampler.now, leastAge: source.sample.duration)
            if let kept {
                (input.previous, input.previousShift) = (kept.snapshot, kept.shift)
            } else {
                try? await Task.sleep(for: min(source.sample.duration, (end - .now) / 2))
                input.previous = snapshot
                snapshot = await sample()
                input.snapshot = snapshot
            }
            input.now = sampler.now
            // the next check takes two samples then
            do throws(OperatorError) { try file?.write(snapshot, now: sampler.now) } catch {
                Complaint.write(error.description)
            }
        }
        var looks = [snapshot]
        while looks.count < Self.mostLooks, isDoubtful(looks) {
            let longest = looks.map(\.status.duration).max() ?? .zero
            // what is asked besides needs some of the time that is left as well
            guard Self.pause + longest * 2 < end - .now else { break }
            try? await Task.sleep(for: Self.pause)
            let now = libvirt.clock.now
            let look = await sampler.snapshot(notOlderThan: now, deadline: end)
            guard look.status.isUp else { break }
            looks.append(look)
        }
        input.snapshot = RepeatedLooks.together(looks) ?? snapshot
        if looks.count > 1 { input.now = sampler.now }
        await sampler.close()
        trace.note("\(input.told) by libvirt at \(uri)")
        return input
    }

    /// How often a guest is asked that does not answer, before that is said.
    private static var mostLooks: Int { 3 }
    private static var pause: Duration { .milliseconds(400) }

    /// Whether a guest that is meant has been silent so far.
    private func isDoubtful(_ looks: [Snapshot]) -> Bool {
        mode.tellsStuckGuests && RepeatedLooks.stuck(in: looks).contains { settings.selection.mayAdmit($0) }
    }
}
