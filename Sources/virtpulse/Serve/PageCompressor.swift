import HTTPServer
import Libvirt
import PrometheusOutput

/// Compresses pages on a thread of its own; what pages share is compressed once.
actor PageCompressor {
    /// The parts of one format that were compressed last.
    private struct Shared {
        let origin: PagePieces.Origin
        let facts: DeflatedPiece
        let body: DeflatedPiece
    }

    private let thread: ThreadExecutor
    private var shared: [ExpositionFormat: Shared] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    /// Starts the thread.
    ///
    /// - Throws: ``LibvirtError/Code/systemError`` if the system gives none.
    init() throws(LibvirtError) { thread = try ThreadExecutor(name: "page-gzip", for: "compressing pages") }

    /// The page as a gzip file, or `nil` if there is no memory for it.
    func gzip(_ pieces: PagePieces) -> HTTPBody? {
        guard let (facts, body) = sharedParts(of: pieces), let report = DeflatedPiece(pieces.report),
            let end = DeflatedPiece(pieces.end)
        else { return nil }
        return HTTPBody(DeflatedPiece.gzip([report, facts, body, end]))
    }

    private func sharedParts(of pieces: PagePieces) -> (facts: DeflatedPiece, body: DeflatedPiece)? {
        let known = pieces.origin.flatMap { shared[$0.format] }
        if let known, known.origin == pieces.origin { return (known.facts, known.body) }
        let hasFacts = known.map { $0.origin.factsGeneration == pieces.origin?.factsGeneration } ?? false
        guard let facts = hasFacts ? known?.facts : DeflatedPiece(pieces.facts), let body = DeflatedPiece(pieces.body)
        else { return nil }
        if let origin = pieces.origin { shared[origin.format] = Shared(origin: origin, facts: facts, body: body) }
        return (facts, body)
    }
}
