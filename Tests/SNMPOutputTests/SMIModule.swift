import Foundation
import FoundationXML
import SNMPOutput

/// A module of the folder `mibs`, as libsmi reads it.
struct SMIModule {
    /// What an object may be.
    struct Syntax {
        let base: MIBSyntax
        /// The numbers of an integer, the lengths of octets; any where there are none.
        var ranges: [ClosedRange<Int64>] = []
        /// The numbers of an enumeration.
        var labels: [Int64: String] = [:]

        /// Whether a value is one that the module lets an object have.
        func allows(_ value: SNMPValue) -> Bool {
            guard base.matches(value) else { return false }
            let number: Int64
            switch value {
            case .integer(let integer): number = Int64(integer)
            case .unsigned(let integer): number = Int64(integer)
            case .octets(let bytes): number = Int64(bytes.count)
            default: return true
            }
            guard labels.isEmpty || labels[number] != nil else { return false }
            return ranges.isEmpty || ranges.contains { $0.contains(number) }
        }
    }

    /// A scalar or a column.
    struct Object {
        let name: String
        let oid: OID
        /// libsmi's word for it.
        let access: String
        let syntax: Syntax
        /// How many numbers the instance has.
        let instanceLength: Int

        /// Whether a walk shows it.
        var isAccessible: Bool { access != "noaccess" && access != "notifyonly" }
    }

    struct Notification: Hashable {
        let name: String
        let oid: OID
        /// The names of the objects that it tells.
        let objects: [String]
    }

    /// Scalars and columns, those included that a walk does not show.
    let objects: [Object]
    let notifications: [Notification]
    /// The group of each object.
    let groups: [String: String]
    let types: [String: Syntax]

    init(_ name: String) throws {
        let reader = try Reader(name)
        types = try reader.types()
        objects = try reader.nodes("//scalar|//column").map { try reader.object($0) }
        notifications = try reader.nodes("//notification").map { node in
            Notification(
                name: try reader.attribute("name", of: node), oid: try reader.oid(of: node),
                objects: try node.nodes(forXPath: "objects/object/@name").compactMap(\.stringValue))
        }
        var groups: [String: String] = [:]
        for member in try reader.nodes("//group/members/member") {
            let group = try member.nodes(forXPath: "../../@name").first?.stringValue
            groups[try reader.attribute("name", of: member)] = group
        }
        self.groups = groups
    }

    func object(_ name: String) -> Object? { objects.first { $0.name == name } }
}

extension SMIModule {
    /// The folder of the project.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Whether this machine can read modules.
    static let isReadable = ["smilint", "smidump", "snmptranslate"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
    }

    /// What a program prints, its errors included, in the folder of the project.
    static func run(_ program: String, _ arguments: [String], withErrors: Bool) throws -> (status: Int32, text: String)
    {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = root
        process.environment = ["PATH": "/usr/bin:/bin", "SMIPATH": "mibs:Tests/mibs"]
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = withErrors ? pipe : FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}

/// Modules that were read, each once.
private final class Library {
    var documents: [String: XMLDocument] = [:]
}

/// What `smidump -f xml` prints of a module.
private struct Reader {
    struct Unreadable: Error {
        let what: String
    }

    private let document: XMLDocument
    private let library: Library

    init(_ module: String, from library: Library = Library()) throws {
        self.library = library
        if let known = library.documents[module] {
            document = known
            return
        }
        let options = ["-c", "/dev/null", "-f", "xml", "--xml-no-doctype", "--xml-no-schema", module]
        let (status, text) = try SMIModule.run("/usr/bin/smidump", options, withErrors: false)
        guard status == 0 else { throw Unreadable(what: module) }
        document = try XMLDocument(xmlString: text)
        library.documents[module] = document
    }

    func nodes(_ path: String) throws -> [XMLNode] { try document.nodes(forXPath: path) }

    func attribute(_ name: String, of node: XMLNode) throws -> String {
        guard let text = try node.nodes(forXPath: "@\(name)").first?.stringValue else {
            throw Unreadable(what: "\(name) of \(node)")
        }
        return text
    }

    func oid(of node: XMLNode) throws -> OID {
        guard let oid = OID(try attribute("oid", of: node)) else { throw Unreadable(what: "\(node)") }
        return oid
    }

    func types() throws -> [String: SMIModule.Syntax] {
        var types: [String: SMIModule.Syntax] = [:]
        for type in try nodes("/smi/typedefs/typedef") {
            types[try attribute("name", of: type)] = try syntax(defined: type)
        }
        return types
    }

    func object(_ node: XMLNode) throws -> SMIModule.Object {
        let indexes = try node.nodes(forXPath: "../linkage/index")
        let lengths = try indexes.map { index -> Int in
            let module = try attribute("module", of: index)
            let name = try attribute("name", of: index)
            let reader = try Reader(module, from: library)
            guard let column = try reader.nodes("//column[@name='\(name)']").first else { throw Unreadable(what: name) }
            let syntax = try reader.syntax(of: column)
            guard syntax.base == .octets else { return 1 }
            guard let size = syntax.ranges.first, syntax.ranges.count == 1, size.count == 1 else {
                throw Unreadable(what: "the length of \(name)")
            }
            return Int(size.lowerBound)
        }
        return SMIModule.Object(
            name: try attribute("name", of: node), oid: try oid(of: node),
            access: try node.nodes(forXPath: "access").first?.stringValue ?? "", syntax: try syntax(of: node),
            instanceLength: indexes.isEmpty ? 1 : lengths.reduce(0, +))
    }

    private func syntax(of node: XMLNode) throws -> SMIModule.Syntax {
        if let type = try node.nodes(forXPath: "syntax/typedef").first { return try syntax(defined: type) }
        guard let type = try node.nodes(forXPath: "syntax/type").first else { throw Unreadable(what: "\(node)") }
        return try syntax(named: try attribute("name", of: type), in: try attribute("module", of: type))
    }

    private func syntax(named name: String, in module: String) throws -> SMIModule.Syntax {
        switch name {
        case "Integer32": return SMIModule.Syntax(base: .integer)
        case "Unsigned32", "Gauge32": return SMIModule.Syntax(base: .unsigned)
        case "Counter32": return SMIModule.Syntax(base: .counter32)
        case "Counter64": return SMIModule.Syntax(base: .counter64)
        case "TimeTicks": return SMIModule.Syntax(base: .timeTicks)
        case "OctetString": return SMIModule.Syntax(base: .octets)
        case "ObjectIdentifier": return SMIModule.Syntax(base: .identifier)
        default:
            guard let type = try Reader(module, from: library).nodes("/smi/typedefs/typedef[@name='\(name)']").first
            else {
                throw Unreadable(what: name)
            }
            return try syntax(defined: type)
        }
    }

    private func syntax(defined type: XMLNode) throws -> SMIModule.Syntax {
        let base: MIBSyntax
        let name = try attribute("basetype", of: type)
        if let parent = try type.nodes(forXPath: "parent").first {
            base = try syntax(named: attribute("name", of: parent), in: attribute("module", of: parent)).base
        } else {
            guard let known = MIBSyntax(rawValue: name == "Enumeration" ? "Integer32" : name) else {
                throw Unreadable(what: name)
            }
            base = known
        }
        var syntax = SMIModule.Syntax(base: base)
        for range in try type.nodes(forXPath: "range") {
            guard let low = Int64(try attribute("min", of: range)), let high = Int64(try attribute("max", of: range)),
                low <= high
            else { throw Unreadable(what: "\(range)") }
            syntax.ranges.append(low...high)
        }
        for label in try type.nodes(forXPath: "namednumber") {
            guard let number = Int64(try attribute("number", of: label)) else { throw Unreadable(what: "\(label)") }
            syntax.labels[number] = try attribute("name", of: label)
        }
        return syntax
    }
}
