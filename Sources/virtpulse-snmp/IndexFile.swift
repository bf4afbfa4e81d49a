import CommandLineInterface
import SNMPOutput

/// The file that keeps the numbers of a host's guests over restarts of this program.
struct IndexFile: Sendable {
    private let folder: StateFolder
    private let name: String
    private let boot: String

    private static let mostBytes = 64 << 20

    init(of uri: String, in folder: StateFolder, boot: String) {
        self.folder = folder
        self.boot = boot
        name = StateFolder.name(host: uri, mode: "snmp", ending: "indexes")
    }

    /// The numbers that were given, and what is wrong with the file if they could not be read.
    func read() -> (book: IndexBook, problem: String?) {
        switch folder.read(name, most: Self.mostBytes) {
        case .absent: return (IndexBook(), nil)
        case .foreign(let reason): return (IndexBook(), "\(folder.path)/\(name): \(reason)")
        case .bytes(let bytes):
            let text = String(decoding: bytes, as: UTF8.self)
            do throws(IndexTextError) {
                return (try IndexBook(text: text, boot: boot), nil)
            } catch {
                return (IndexBook(after: text, boot: boot), "\(folder.path)/\(name): \(error)")
            }
        }
    }

    /// Keeps numbers, whole or not at all.
    func write(_ book: IndexBook) throws(OperatorError) {
        try folder.write(name, Array(book.text(boot: boot).utf8), what: "the guests' numbers")
    }
}
