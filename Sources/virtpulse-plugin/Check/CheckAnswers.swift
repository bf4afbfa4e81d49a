import CommandLineInterface
import NagiosOutput
import Snapshot

extension CheckReading {
    /// What libvirt says beside samples.
    func answers(_ snapshot: Snapshot, _ uri: String) throws(CheckMistake) -> DirectAnswers {
        let (settings, needs, end) = (settings, needs, end)
        defer {
            trace.note("libvirt asked at \(uri): \(needs.questions.map(\.rawValue).sorted().joined(separator: ", "))")
        }
        do throws(OperatorError) {
            return try Waiting.result { () throws(OperatorError) in
                let selection = settings.selection
                var guests = snapshot.domains.map(\.identity).filter(selection.mayAdmit)
                var metadata: [DomainIdentity.UUID: [String: [String]]] = [:]
                var failures: [DirectAnswers.DirectFailure] = []
                // first who is meant, so that nobody else is asked
                if needs.questions.contains(.metadata) {
                    let request = DirectRequest(
                        questions: [.metadata], guests: guests, metadataPaths: selection.metadata.map(\.path))
                    let found = try await DirectReader(uri).answers(to: request, until: .now + (end - .now) / 2)
                    (metadata, failures) = (found.metadata, found.failures)
                    guests = guests.filter { selection.admits($0, metadata[$0.uuid] ?? [:]) }
                }
                var answers = DirectAnswers()
                let questions = needs.questions.subtracting([.metadata])
                if !questions.isEmpty {
                    // to ask one again that is known not to answer costs the time of the others
                    let silent = Set(snapshot.domains.filter(\.isStuck).map(\.identity.uuid))
                    answers = try await DirectReader(uri).answers(
                        to: DirectRequest(questions: questions, guests: guests, silent: silent), until: end)
                }
                answers.metadata = metadata
                answers.failures += failures
                return answers
            }
        } catch {
            throw CheckMistake(error.description)
        }
    }

    /// Finds out for how long jobs have stood still, as far as checks saw them.
    ///
    /// - Parameter lookedAt: Before libvirt was asked, in seconds since the machine started.
    func noteProgress(of input: inout CheckInput, _ uri: String, _ lookedAt: Double) throws(CheckMistake) {
        guard let note = mode.noteProgress else { return }
        let isAsked = needs.questions.contains(.blockJobs)
        if let folder = source.stateDirectory {
            let file = try ProgressFile(in: folder, host: uri, mode: mode.name)
            defer { file.close() }
            let age = (input.now - input.snapshot.startedAt) / .seconds(1)
            let outcome = file.update(within: end - .now) { [input] memory in
                note(input, &memory, isAsked ? lookedAt : max(0, MachineClock.seconds - age))
            }
            (input.progress, input.isProgressKept) = (outcome.memory, true)
            input.progressTrouble = outcome.trouble
            input.remarks += [outcome.remark, outcome.trouble].compactMap { $0 }
        } else if isAsked, settings.watchesProgress {
            var memory = ProgressMemory()
            note(input, &memory, lookedAt)
            try lookAgain(at: &input, uri) { later, moment in note(later, &memory, moment) }
            input.progress = memory
        }
    }

    /// Looks a second time at block jobs that are at work, which shows whether they make progress.
    private func lookAgain(
        at input: inout CheckInput, _ uri: String, _ note: (CheckInput, Double) -> Void
    ) throws(CheckMistake) {
        let guests = input.snapshot.domains.map(\.identity).filter { guest in
            input.answers.blockJobs[guest.uuid]?.contains { !$0.isReady } ?? false
        }
        guard !guests.isEmpty else { return }
        let (pause, end) = (min(source.sample.duration, (end - .now) / 2), end)
        let moment: Double
        let found: DirectAnswers
        do throws(OperatorError) {
            (moment, found) = try Waiting.result { () throws(OperatorError) in
                try? await Task.sleep(for: pause)
                let moment = MachineClock.seconds
                let request = DirectRequest(questions: [.blockJobs], guests: guests)
                return (moment, await (try DirectReader(uri)).answers(to: request, until: end))
            }
        } catch {
            throw CheckMistake(error.description)
        }
        input.answers.blockJobs.merge(found.blockJobs) { $1 }
        input.answers.failures += found.failures
        note(input, moment)
    }
}
