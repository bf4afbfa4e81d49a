import Foundation
import Libvirt
import NagiosOutput
import RealGuests
import Snapshot
import Testing

@testable import virtpulse_plugin

extension GuestTests {
    /// What a check asks libvirt beside samples, of real guests.
    @Suite("Direct answers") struct DirectReaderTests {
        private func guests(_ lab: Lab) async throws -> [String: DomainIdentity] {
            let all = try await Connection(uri: lab.uri).domains().map {
                DomainIdentity(name: $0.name, uuid: .init(high: $0.uuid.high, low: $0.uuid.low), id: $0.id)
            }
            return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
        }

        private func answers(
            _ lab: Lab, _ questions: Set<DirectQuestion>, of guests: some Sequence<DomainIdentity>,
            within time: Duration = .seconds(10)
        ) async throws -> DirectAnswers {
            let request = DirectRequest(questions: questions, guests: Array(guests))
            return await (try DirectReader(lab.uri)).answers(to: request, until: .now + time)
        }

        @Test func quietGuestsHaveNothingToTell() async throws {
            let lab = try Lab.shared
            let guests = try await guests(lab)
            let found = try await answers(
                lab,
                [
                    .connection, .snapshots, .checkpoints, .managedSave, .blockJobs, .agents, .configurations,
                    .messages,
                    .diskErrors, .hugePages, .volumes, .usedPaths,
                ], of: guests.values)
            #expect(found.failures.isEmpty, "\(found.failures)")
            let active = guests.values.filter { $0.id != nil }
            #expect(found.snapshots.count == guests.count && found.checkpoints.count == guests.count)
            #expect(found.managedSaves.values.allSatisfy { !$0 } && found.messages.count == guests.count)
            #expect(found.blockJobs.count == active.count && found.blockJobs.values.allSatisfy(\.isEmpty))
            #expect(found.drifts.keys.allSatisfy { uuid in active.contains { $0.uuid == uuid } })
            #expect(found.chains.values.allSatisfy { $0 >= 1 } && !found.chains.isEmpty)
            #expect(found.usedPaths.contains { $0.hasSuffix(".qcow2") })
        }

        @Test func jobsOfDisksAndTheirChains() async throws {
            let lab = try Lab.shared
            let guest = try #require(try await guests(lab)["rich"])
            let before = try await answers(lab, [.snapshots], of: [guest]).chains[guest.uuid] ?? 0
            try await lab.virsh("snapshot-create-as", "rich", "one", "--disk-only", "--diskspec", "vdb,snapshot=no")
            let after = try await answers(lab, [.snapshots, .blockJobs, .usedPaths], of: [guest])
            #expect(after.failures.isEmpty, "\(after.failures)")
            #expect(after.chains[guest.uuid] == before + 1 && after.snapshots[guest.uuid]?.map(\.name) == ["one"])
            let age = Date().timeIntervalSince1970 - (after.snapshots[guest.uuid]?.first?.createdAt ?? 0)
            #expect(age > -2 && age < 60)

            // it waits for somebody to pivot
            try await lab.virsh("blockcommit", "rich", "vda", "--active")
            let job = try await eventually("the job is ready") { () -> DirectAnswers.BlockJob? in
                let jobs = try await answers(lab, [.blockJobs], of: [guest]).blockJobs[guest.uuid]
                return jobs?.first { $0.current == $0.end }
            }
            #expect(job.disk == "vda" && job.kind == "active_commit")
            try await lab.virsh("blockjob", "rich", "vda", "--pivot")
            try await lab.virsh("snapshot-delete", "rich", "one", "--metadata")
            let end = try await answers(lab, [.snapshots, .blockJobs], of: [guest])
            #expect(end.chains[guest.uuid] == before && end.blockJobs[guest.uuid]?.isEmpty == true)
        }

        @Test func whatIsChangedForTheNextStartIsADrift() async throws {
            let lab = try Lab.shared
            let guest = try #require(try await guests(lab)["rich"])
            let file = "\(lab.folder)/persistent.xml"
            try await lab.virsh("dumpxml", "rich", "--inactive").write(toFile: file, atomically: true, encoding: .utf8)
            // without a configuration of its own there is nothing to compare
            #expect(try await answers(lab, [.configurations], of: [guest]).drifts[guest.uuid] == nil)
            // not the lab's own virsh, which sees the files of the lab's system
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            try await virsh.run(["define \(file)"])
            #expect(virsh.errors == [])
            #expect(try await answers(lab, [.configurations], of: [guest]).drifts[guest.uuid] == [])
            try await lab.virsh("setvcpus", "rich", "1", "--config")
            let drifts = try await answers(lab, [.configurations], of: [guest]).drifts[guest.uuid]
            #expect(drifts == ["vcpus 2 live, 1 at the next start"])
            // a running one goes on without
            try await lab.virsh("undefine", "rich")
        }

        @Test func guestsThatHangCostTheOthersNothing() async throws {
            let lab = try Lab.shared
            let guests = try await guests(lab).values.filter { $0.id != nil }
            let stuck = ["vm0000", "rich"]
            var stopped: [pid_t] = []
            for name in stuck { stopped.append(try await lab.pid(of: name)) }
            for pid in stopped { kill(pid, SIGSTOP) }
            defer { for pid in stopped { kill(pid, SIGCONT) } }
            let began = ContinuousClock.now
            let found = try await answers(lab, [.diskErrors], of: guests, within: .seconds(6))
            #expect(ContinuousClock.now - began < .seconds(6))
            #expect(Set(found.failures.compactMap(\.subject)) == Set(stuck) && found.failures.count == 2)
            #expect(found.diskErrors.count == guests.count - stuck.count)
        }
    }
}
