import Foundation
import RealGuests
import Testing

/// What the check asks libvirt of real guests beside samples, one mode after another, on one lab.
@Suite(
    "direct check modes", .serialized, .lab(Lab.Guests(running: 2, busy: 1, paused: 0, inactive: 1, areOdd: false)),
    .enabled(if: Lab.isWanted), .timeLimit(.minutes(5)))
struct CheckDirectModeTests {
    /// Points in time that guests could go back to.
    @Suite("saved points", .serialized) struct SavedPoints {
        private static let day = 86_400.0

        /// Has libvirt take a snapshot or a checkpoint for one made so many days ago.
        private func age(_ kind: String, _ name: String, of guest: String, days: Double, in lab: Lab) async throws {
            let xml = try await lab.virsh("\(kind)-dumpxml", guest, name)
            let moment = Int(Date().timeIntervalSince1970 - days * Self.day)
            let file = "\(lab.folder)/\(kind).xml"
            let older = xml.replacing(/<creationTime>\d+</, with: "<creationTime>\(moment)<")
            try older.write(toFile: file, atomically: true, encoding: .utf8)
            let virsh = try VirshSession(lab)
            defer { virsh.end() }
            try await virsh.run(["\(kind)-create \(guest) \(file) --redefine"])
            #expect(virsh.errors == [])
        }

        @Test func snapshots() async throws {
            let lab = try Lab.shared
            let guest = "vm0000"
            let none = try await lab.check("snapshot")
            #expect(none.status == 0 && none.first == "LIBVIRT OK: 4 guests", "\(none)")
            #expect(none.values["vm0000_count"] == 0 && none.values["vm0000_chain"] == 1, "\(none)")
            // what is off has no chain that libvirt followed, and what was never made has no age
            #expect(none.values["off0000_count"] == 0 && none.values["off0000_chain"] == nil, "\(none)")
            #expect(!none.values.keys.contains { $0.hasSuffix("_age") }, "\(none)")

            try await lab.virsh("snapshot-create-as", guest, "young", "--disk-only")
            let young = try await lab.check("snapshot", "-v")
            #expect(young.status == 0, "\(young)")
            #expect(young.values["vm0000_count"] == 1 && young.values["vm0000_chain"] == 2, "\(young)")
            #expect((0..<60).contains(young.values["vm0000_age"] ?? -1), "\(young)")
            #expect(young.fields["vm0000_age"]?.hasSuffix("s;604800;2592000;0") ?? false, "\(young)")
            #expect(young.details.contains("OK vm0000: the oldest is young"), "\(young)")
            let many = try await lab.check("snapshot", "-w", "chain=1", "-c", "count=0")
            #expect(
                many.status == 2 && many.first == "LIBVIRT CRITICAL: 1/4 guests: vm0000 count 1, chain 2", "\(many)")
            #expect(try await lab.check("snapshot", "-w", "chain=1").status == 1)

            try await age("snapshot", "young", of: guest, days: 8, in: lab)
            let old = try await lab.check("snapshot")
            #expect(old.status == 1 && old.first == "LIBVIRT WARNING: 1/4 guests: vm0000 age 8 d", "\(old)")
            #expect(old.details == ["WARNING vm0000: age 8 d; the oldest is young"], "\(old)")
            #expect(try await lab.check("snapshot", "-x", guest).status == 0)
            try await age("snapshot", "young", of: guest, days: 31, in: lab)
            let forgotten = try await lab.check("snapshot")
            #expect(forgotten.status == 2, "\(forgotten)")
            #expect(forgotten.first == "LIBVIRT CRITICAL: 1/4 guests: vm0000 age 31 d", "\(forgotten)")

            try await lab.virsh("blockcommit", guest, "vda", "--active", "--wait", "--pivot")
            try await lab.virsh("snapshot-delete", guest, "young", "--metadata")
            let gone = try await lab.check("snapshot")
            #expect(gone.status == 0 && gone.values["vm0000_chain"] == 1, "\(gone)")
        }

        @Test func checkpoints() async throws {
            let lab = try Lab.shared
            let guest = "vm0001"
            let none = try await lab.check("checkpoint")
            #expect(none.status == 0 && none.first == "LIBVIRT OK: 4 guests", "\(none)")
            #expect(none.values["vm0001_count"] == 0 && none.values["vm0001_age"] == nil, "\(none)")
            try await lab.virsh("checkpoint-create-as", guest, "monday")
            try await age("checkpoint", "monday", of: guest, days: 3, in: lab)
            try await lab.virsh("checkpoint-create-as", guest, "thursday")
            let two = try await lab.check("checkpoint")
            #expect(two.status == 0 && two.values["vm0001_count"] == 2, "\(two)")
            #expect(abs((two.values["vm0001_age"] ?? 0) - 3 * Self.day) < 60, "\(two)")
            for (ranges, status, word) in [
                (["-w", "age=2d"], Int32(1), "WARNING"), (["-w", "1d", "-c", "2d"], 2, "CRITICAL"),
            ] {
                let old = try await CheckRun("checkpoint", ranges, lab)
                #expect(old.status == status, "\(old)")
                #expect(old.first == "LIBVIRT \(word): 1/4 guests: vm0001 age 3 d", "\(old)")
                #expect(old.details == ["\(word) vm0001: age 3 d; the oldest is monday"], "\(old)")
            }
            for name in ["monday", "thursday"] { try await lab.virsh("checkpoint-delete", guest, name) }
            #expect(try await lab.check("checkpoint", "-c", "count=0").status == 0)
        }

        @Test func managedSaves() async throws {
            let lab = try Lab.shared
            let guest = "off0000"
            let none = try await lab.check("managed-save")
            #expect(none.status == 0 && none.first == "LIBVIRT OK: 4 guests", "\(none)")
            #expect(none.fields == ["saved": "0;;;0"], "\(none)")
            try await lab.virsh("start", guest)
            try await lab.virsh("managedsave", guest)
            let saved = try await lab.check("managed-save")
            let words = "1/4 guests: off0000 has a managed save image"
            #expect(saved.status == 1 && saved.first == "LIBVIRT WARNING: \(words)", "\(saved)")
            #expect(saved.values == ["saved": 1], "\(saved)")
            let critical = try await lab.check("managed-save", "-c", "saved=0")
            #expect(critical.status == 2, "\(critical)")
            #expect(critical.details == ["WARNING off0000: has a managed save image"], "\(critical)")
            #expect(try await lab.check("managed-save", "-d", "vm*").status == 0)
            // it goes on from there
            try await lab.virsh("start", guest)
            #expect(try await lab.check("managed-save").status == 0)
            try await lab.virsh("destroy", guest)
        }
    }

    /// Guests of which something stands in their metadata.
    @Suite("metadata", .serialized) struct Metadata {
        @Test func guestsOfAProject() async throws {
            let lab = try Lab.shared
            let nova = "/domain/metadata/nova:instance/nova"
            let role = "/domain/metadata/fleet:guest/@role"
            try await lab.virsh(
                "metadata", "vm0000", "http://example.com/fleet", "--key", "fleet", "--set", "<guest role='a=b|c'/>")
            try await lab.virsh(
                "metadata", "off0000", "http://example.com/fleet", "--config", "--key", "fleet", "--set",
                "<guest role='db'/>")
            for (arguments, total) in [
                (["\(nova):owner/nova:project/text()=acme"], 4), (["\(nova):owner/nova:project/text()=other"], 0),
                ([role], 2), (["\(role)=db"], 1), (["\(role)=a=b|c"], 1), (["\(role)=DB"], 0),
                ([role, "\(nova):owner/nova:user/@uuid=u-1"], 2), ([role, "\(nova):owner/nova:user/@uuid=u-2"], 0),
                (["/domain/name[text()='vm0001']/text()"], 1), (["/domain/metadata/none:guest/@role"], 0),
                // an element is found, and of several things one has to be the text
                (["/domain/metadata/*"], 4), (["count(/domain/name)=1"], 4), (["/domain/name=vm0001"], 1),
            ] {
                let run = try await CheckRun("domains", arguments.flatMap { ["--metadata", $0] }, lab)
                #expect(run.status == 0 && run.values["total"] == Double(total), "\(arguments): \(run)")
            }
            for (status, arguments) in [
                (Int32(0), ["domains", "--metadata", "\(role)=db", "-x", "off*", "--min-count", "0"]),
                (1, ["state", "--metadata", "\(role)=none", "--on-empty", "warning"]),
                (2, ["domains", "--metadata", role, "--min-count", "3"]),
                (3, ["domains", "--metadata", "//[="]),
            ] {
                let run = try await CheckRun(arguments[0], Array(arguments.dropFirst()), lab)
                #expect(run.status == status, "\(arguments): \(run)")
            }
            // what is wrong with others is not told
            try await lab.virsh("suspend", "vm0001")
            #expect(try await lab.check("state", "--metadata", role).status == 0)
            #expect(try await lab.check("state", "--metadata", "/domain/name/text()=vm0001").status == 1)
            try await lab.virsh("resume", "vm0001")
            // of a mode that asks more, those alone that are meant
            let some = try await lab.check("snapshot", "--metadata", "\(role)=a=b|c")
            #expect(some.status == 0 && some.first == "LIBVIRT OK: 1 guest", "\(some)")
            #expect(some.values.keys.allSatisfy { $0.hasPrefix("vm0000_") }, "\(some)")
        }

        /// The daemon's samples have none of it: libvirt is asked.
        @Test func besideTheFeed() async throws {
            let lab = try Lab.shared
            let name = "/domain/metadata/nova:instance/nova:name"
            let uuid = try await lab.virsh("domuuid", "vm0001").split(separator: "\n").first ?? ""
            try await lab.checkingByFeed { _, check in
                let run = try await check("domains", ["--metadata", "\(name)/text()=web-\(uuid.suffix(8))"])
                #expect(run.status == 0 && run.values["running"] == 1 && run.values["total"] == 1, "\(run)")
            }
        }
    }
}
