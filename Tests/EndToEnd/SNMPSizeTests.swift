import Foundation
import RealGuests
import Testing

/// A host with more guests than go into one answer.
@Suite("SNMP of many guests", .timeLimit(.minutes(2))) struct SNMPSizeTests {
    private typealias SNMP = GuestTests.SNMPTests
    private static let count = 300

    /// A host of libvirt's test driver, which takes its guests out of a file.
    private static func host() throws -> URL {
        let guests = (1...count).map { number in
            """
            <domain type='test'><name>guest\(number)</name><uuid>\(String(format: "%08x", number * 7_919 % 65_521))\
            -0000-4000-8000-000000000000</uuid><memory>8192</memory><vcpu>2</vcpu><os><type>hvm</type></os><devices>\
            <disk type='file' device='disk'><source file='/x\(number)'/><target dev='vda'/></disk>\
            <interface type='network'><source network='default'/>\
            <mac address='52:54:00:00:\(String(format: "%02x:%02x", number / 256, number % 256))'/></interface>\
            </devices></domain>
            """
        }
        let network = "<network><name>default</name><bridge name='virbr0'/><ip address='192.168.122.1'/></network>"
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vp-\(UInt32.random(in: 0 ... .max)).xml")
        try Data("<node>\(guests.joined())\(network)</node>".utf8).write(to: file)
        return file
    }

    @Test func hundredsOfGuests() async throws {
        let file = try Self.host()
        defer { try? FileManager.default.removeItem(at: file) }
        let options = ["--source", "libvirt", "--libvirt.uri", "test://\(file.path)", "--sample.interval", "30s"]
        try await SNMPMaster.with(options) { master, subagent in
            let roots = [SNMP.vm, SNMP.libvirt, SNMP.virtpulse]
            for root in roots {
                let bulk = try await master.walk(root, repetitions: 50)
                let next = try await master.walk(root, repetitions: nil)
                let oids = bulk.map { $0.oid.split(separator: ".").compactMap { UInt($0) } }
                #expect(bulk.count > Self.count * 5, "\(root)")
                #expect(zip(oids, oids.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
                #expect(next.map(\.oid) == bulk.map(\.oid))
                let differences = zip(bulk, next).filter { $0.value != $1.value && !SNMP.moves($0.oid) }
                #expect(differences.isEmpty, "\(differences.prefix(5))")
                print("walked \(bulk.count) cells of \(root) by GETBULK, and by GETNEXT")
            }
            let known = try await Self.numbers(master)
            #expect(known["4.1.3"]?.count == Self.count && known["5.1.2"]?.count == Self.count * 2)
            #expect(known["7.1.6"]?.count == Self.count && known["8.1.5"]?.count == Self.count)
            #expect(Set((known["4.1.3"] ?? [:]).keys.compactMap { Int($0) }) == Set(1...Self.count))
            subagent.signal(SIGTERM)
            _ = try await eventually("its end") { subagent.exitStatus }
            let successor = try master.subagent(options)
            defer { successor.end() }
            try await master.answers(of: successor)
            #expect(try await Self.numbers(master) == known)
        }
    }

    /// What guests, processors, disks and interfaces have their numbers, by the columns of VM-MIB that tell it.
    static func numbers(_ master: SNMPMaster) async throws -> [String: [String: String]] {
        var numbers: [String: [String: String]] = [:]
        for column in ["4.1.2", "4.1.3", "5.1.2", "7.1.6", "8.1.5"] {
            numbers[column] = try await master.column("\(SNMP.vm).1.\(column)")
        }
        // the time of a processor goes on
        numbers["5.1.2"] = numbers["5.1.2"]?.mapValues { _ in "" }
        return numbers
    }
}
