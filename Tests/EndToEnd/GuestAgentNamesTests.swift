import Foundation
import RealGuests
import Testing

extension GuestAgentTests {
    /// What tenants call the places where they mount file systems, and collectd's notifications of them.
    @Suite("mount points", .serialized) struct MountPoints {
        /// As a shell within the guest has it in quotation marks, and how the check's lines and labels have it.
        private static let places = [
            ("two words", "two words", "two words"), ("pipe|semi;", "pipe¦semi;", "pipe¦semi;"),
            ("li\\nne", "li ne", "li ne"), ("quo\"te", "quo\"te", "quo\"te"), ("eq=a", "eq=a", "eq_a"),
            ("it's", "it's", "it_s"), ("日本🙂", "日本🙂", "日本🙂"), ("\\033[2J", "\\u{1b}[2J", "\\u{1b}[2J"),
            ("back\\\\slash", "back\\slash", "back\\slash"), ("\\377\\376", "\u{fffd}\u{fffd}", "\u{fffd}\u{fffd}"),
        ]

        /// The places in the shell's words.
        private static let words = places.map { place in
            "\"$(printf '\(place.0.replacing("'", with: "'\\''").replacing("%", with: "%%"))')\""
        }.joined(separator: " ")

        private func mounted(_ body: () async throws -> Void) async throws {
            let lab = try Lab.shared
            let names = Self.words
            let printed = try await lab.tell(
                GuestAgentTests.guest,
                "cd /vda && for n in \(names); do mkdir -p \"$n\" && mount --bind /vda \"$n\" || echo \"$n\"; done")
            #expect(printed.isEmpty, "\(printed)")
            do { try await body() } catch {
                try await unmount(lab)
                throw error
            }
            try await unmount(lab)
        }

        private func unmount(_ lab: Lab) async throws {
            try await lab.tell(
                GuestAgentTests.guest,
                "cd / && for n in \(Self.words); do umount \"/vda/$n\" && rmdir \"/vda/$n\"; done")
        }

        @Test func ofChecks() async throws {
            try await mounted {
                let run = try await GuestAgentTests.check("guest-fs", "-c", "@0:50", "-w", "90")
                #expect(run.status == 2 && run.first.count < 80, "\(run)")
                let count = Self.places.count + 2
                #expect(run.first.hasPrefix("LIBVIRT CRITICAL: \(count)/\(count) file systems: "), "\(run)")
                // nothing of a name begins a line, or another label
                #expect(run.details.count == count && run.values.count == count, "\(run)")
                for (_, line, label) in Self.places {
                    #expect(run.details.contains { $0.hasPrefix("CRITICAL agent0000 /vda/\(line): used ") }, "\(run)")
                    #expect(run.values["agent0000_/vda/\(label)_used"] != nil, "\(label): \(run)")
                }
            }
        }

        /// As collectd's own plugin notifies of them, but for characters that end a header or move a cursor.
        @Test func ofCollectd() async throws {
            let lab = try Lab.shared
            try await mounted {
                func notices(_ lines: String) async throws -> Set<String> {
                    let collectd = try Collectd(lines + "\n" + Collectd.notifying)
                    defer { collectd.stop() }
                    // a script each, side by side
                    let told = try await eventually(within: .seconds(60), "its notifications") {
                        let told = Set(
                            collectd.notices.filter { $0.message == "File system information" }
                                .map(\.description))
                        return told.count >= Self.places.count + 2 ? told : nil
                    }
                    #expect(!collectd.log.contains("nable to parse"), "\(collectd.log)")
                    return told
                }
                let options = ["--extra-stats", "fs_info", "--allow-read-write", "--libvirt.uri", lab.writableURI]
                let ours = try await notices(Collectd.exec(options + ["--source", "libvirt"]))
                let theirs = try await notices(Collectd.virt(lab.writableURI, ["ExtraStats \"fs_info\""]))
                func plain(_ all: Set<String>) -> Set<String> {
                    all.filter { !$0.contains("mountpoint=/vda/li") && !$0.contains("[2J") }
                }
                #expect(plain(ours) == plain(theirs), "\(ours.symmetricDifference(theirs))")
                #expect(plain(ours).count == Self.places.count, "\(ours)")
                for place in ["li_ne", "_[2J"] {
                    #expect(ours.contains { $0.contains(" mountpoint=/vda/\(place) ") }, "\(ours)")
                }
                // what virsh has, word by word
                for line in try await lab.virsh("domfsinfo", GuestAgentTests.guest).split(separator: "\n")
                where line.hasPrefix(" /vdb ") {
                    let words = line.split(separator: " ")
                    let wanted = "devAlias=\(words[3]) fstype=\(words[2]) mountpoint=\(words[0]) name=\(words[1]) "
                    #expect(ours.contains { $0.contains(wanted) }, "\(wanted)")
                }
            }
        }
    }
}
