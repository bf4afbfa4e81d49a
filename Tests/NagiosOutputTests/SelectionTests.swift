import Snapshot
import Testing

@testable import NagiosOutput

/// Which guests are meant, and how bad their states are by the operator's map.
@Suite struct SelectionTests {
    static let hosts = ["web01", "web02", "db01", "web[1]", "日本", "a b", "caf\u{e9}"]

    static func chosen(
        _ names: [String] = [], _ expressions: [String] = [], _ excluded: [String] = []
    ) throws -> [String] {
        let selection = try GuestSelection(names: names, expressions: expressions, excluded: excluded, metadata: [])
        return hosts.filter { selection.admits(SyntheticHost.guest($0).identity, [:]) }
    }

    @Test func byName() throws {
        #expect(try Self.chosen() == Self.hosts)
        #expect(try Self.chosen(["web01"]) == ["web01"])
        #expect(try Self.chosen(["WEB01"]).isEmpty)
        #expect(try Self.chosen(["a b", "日本"]) == ["日本", "a b"])
        // the same letter, but not the same name
        #expect(try Self.chosen(["cafe\u{301}"]).isEmpty)
        #expect(try Self.chosen(["caf\u{e9}"]) == ["caf\u{e9}"])
    }

    @Test func byPattern() throws {
        #expect(try Self.chosen(["web*"]) == ["web01", "web02", "web[1]"])
        #expect(try Self.chosen(["web0?"]) == ["web01", "web02"])
        #expect(try Self.chosen(["[dx]*"]) == ["db01"])
        #expect(try Self.chosen(["web[1]"]) == ["web[1]"])
        #expect(try Self.chosen([], ["^(web|db)01$"]) == ["web01", "db01"])
        #expect(try Self.chosen(["db01"], ["02"]) == ["web02", "db01"])
    }

    @Test func leftOut() throws {
        #expect(try Self.chosen(["web*"], [], ["web01"]) == ["web02", "web[1]"])
        #expect(try Self.chosen([], [], ["web*", "/^db/"]) == ["日本", "a b", "caf\u{e9}"])
        #expect(try Self.chosen([], [], ["/"]) == Self.hosts)
    }

    @Test func byUUID() throws {
        let guest = SyntheticHost.guest("web01", uuid: 0xab)
        let uuid = guest.identity.uuid.description
        for text in [uuid, uuid.uppercased()] {
            let selection = try GuestSelection(names: [text], expressions: [], excluded: [], metadata: [])
            #expect(selection.admits(guest.identity, [:]))
            #expect(selection.names(guest.identity))
            #expect(!selection.admits(SyntheticHost.guest("other").identity, [:]))
        }
    }

    @Test func byMetadata() throws {
        let guest = SyntheticHost.guest("web01").identity
        let selection = try GuestSelection(
            names: [], expressions: [], excluded: [], metadata: ["/a/@owner", "/b[@k='v=w']/text()=it=ops"])
        #expect(selection.metadata.map(\.path) == ["/a/@owner", "/b[@k='v=w']/text()"])
        #expect(selection.metadata.map(\.value) == [nil, "it=ops"])
        #expect(selection.admits(guest, ["/a/@owner": [""], "/b[@k='v=w']/text()": ["it=ops"]]))
        #expect(!selection.admits(guest, ["/a/@owner": ["x"]]))
        #expect(!selection.admits(guest, ["/b[@k='v=w']/text()": ["it=ops"]]))
        #expect(!selection.admits(guest, ["/a/@owner": ["x"], "/b[@k='v=w']/text()": ["it"]]))
        // of several that are found one is enough
        #expect(selection.admits(guest, ["/a/@owner": ["x"], "/b[@k='v=w']/text()": ["no", "it=ops"]]))
        #expect(!selection.admits(guest, ["/a/@owner": [], "/b[@k='v=w']/text()": ["it=ops"]]))
    }

    @Test func thoseThatAreNotThere() throws {
        let guests = ["web01", "db01"].map { SyntheticHost.guest($0) }
        let selection = try GuestSelection(
            names: ["web01", "web02", "x*", "00000000-0000-0000-0000-0000000000ff"], expressions: ["y"], excluded: [],
            metadata: [])
        #expect(selection.missing(among: guests) == ["web02", "00000000-0000-0000-0000-0000000000ff"])
        #expect(selection.names(guests[0].identity))
        #expect(!selection.names(SyntheticHost.guest("xx").identity))
    }

    @Test(arguments: [
        ([""], [], [], []), ([], ["("], [], []), ([], [], ["/(/"], []), ([], [], [""], []), ([], [], [], ["=x"]),
        ([], [], [], [""]),
    ])
    func mistakes(names: [String], expressions: [String], excluded: [String], metadata: [String]) {
        let mistake = #expect(throws: CheckMistake.self) {
            try GuestSelection(names: names, expressions: expressions, excluded: excluded, metadata: metadata)
        }
        #expect(mistake?.description.hasPrefix("--") ?? false)
    }

    @Test func stateMaps() throws {
        let map = try StateMap("paused/user=ok,shutoff=CRITICAL,Paused=1,running/unknown(42)=unknown,unknown(9)=ok")
        #expect(map.state("paused", reason: "user") == .ok)
        #expect(map.state("paused", reason: "ioerror") == .warning)
        #expect(map.state("paused", reason: nil) == .warning)
        #expect(map.state("shutoff", reason: "crashed") == .critical)
        #expect(map.state("running", reason: "booted") == nil)
        #expect(map.state("running", reason: "unknown(42)") == .unknown)
        #expect(map.state("unknown(9)", reason: nil) == .ok)
        #expect(StateMap().state("crashed", reason: nil) == nil)
    }

    @Test(arguments: [
        "", "paused", "paused=", "paused=bad", "=ok", "pausd=ok", "paused/=ok", "paused/ioeror=ok", "crashed/user=ok",
        "paused=ok,", "paused=ok=ok", "unknown()=ok", "unknown(x)=ok", "paused/user/x=ok", "paused = ok",
    ])
    func stateMapMistakes(text: String) {
        let mistake = #expect(throws: CheckMistake.self) { try StateMap(text) }
        #expect(mistake?.description.contains("in the state map") ?? false)
    }
}
