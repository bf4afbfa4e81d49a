import DomainXML
import Libvirt
import NagiosOutput
import Snapshot

/// Something that libvirt is asked in one go, of one subject.
struct DirectTask: Sendable {
    /// What it answers, all of which fails with it.
    let questions: [DirectQuestion]
    let subject: Subject
    /// What it says of its subject if a call does not return; `nil` if nothing.
    var noteOfHang: (@Sendable (inout DirectAnswers) -> Void)?
    /// Whether it is asked because something else was no valid operation.
    var isPresence = false
    let ask: @Sendable (DirectLink) async throws(DirectTrouble) -> Outcome

    /// Whom it is about.
    enum Subject: Sendable {
        case host
        case guest(DomainIdentity)
        case pool(String)
        case network(String)

        var name: String? {
            switch self {
            case .host: nil
            case .guest(let guest): guest.name
            case .pool(let name), .network(let name): name
            }
        }
    }

    /// What came of it.
    struct Outcome: Sendable {
        var note: @Sendable (inout DirectAnswers) -> Void = { _ in }
        /// What is to be asked in consequence.
        var more: [DirectTask] = []
    }

    /// libvirt itself gives an agent five seconds that never answered, and others as long as they take.
    static let agentPatience = Duration.seconds(6)

    var needsWriting: Bool { questions.contains(where: \.needsWriting) }
}

/// Why there is no answer.
enum DirectTrouble: Error {
    case libvirt(LibvirtError)
    case xml(DomainXMLError)

    /// In a line, without the subject.
    var reason: String {
        switch self {
        case .libvirt(let error): error.message.isEmpty ? error.call : error.message
        case .xml(let error): error.description
        }
    }

    var code: LibvirtError.Code? {
        guard case .libvirt(let error) = self else { return nil }
        return error.code
    }

    /// Whether what was asked about is not there any more, or does not run any more.
    var isOfSomethingGone: Bool {
        switch code {
        case .noDomain, .noStoragePool, .noNetwork, .noStorageVolume, .noDomainSnapshot, .noDomainCheckpoint,
            .operationInvalid:
            true
        default: false
        }
    }

    /// A call to libvirt with its error as trouble.
    static func catching<Answer>(
        _ body: () async throws(LibvirtError) -> Answer
    ) async throws(DirectTrouble) -> Answer {
        do throws(LibvirtError) { return try await body() } catch { throw .libvirt(error) }
    }

    /// The reading of a document with its error as trouble.
    static func reading<Answer>(_ body: () throws(DomainXMLError) -> Answer) throws(DirectTrouble) -> Answer {
        do throws(DomainXMLError) { return try body() } catch { throw .xml(error) }
    }
}
