import HTTPServer
import Libvirt
import PrometheusOutput
import Synchronization

/// Makes a response of a page, in the coding that the client prefers.
final class PageResponder: Sendable {
    /// Begins with the first page that somebody wants compressed.
    private let compressor = Mutex<PageCompressor?>(nil)

    func response(_ pieces: PagePieces, _ format: ExpositionFormat, _ coding: ContentCoding) async -> HTTPResponse {
        // a cache between must not give one client's page to another that asked for it otherwise
        let vary = [(name: "Vary", value: "Accept, Accept-Encoding")]
        if coding == .gzip, let body = await running()?.gzip(pieces) {
            return HTTPResponse(
                contentType: format.contentType, body: body, headers: vary + [(name: "Content-Encoding", value: "gzip")]
            )
        }
        return HTTPResponse(contentType: format.contentType, body: HTTPBody(pieces.all), headers: vary)
    }

    /// The compressor, unless the system gives no thread for it: then pages go out as they are.
    private func running() -> PageCompressor? {
        compressor.withLock { compressor in
            if compressor == nil { compressor = try? PageCompressor() }
            return compressor
        }
    }
}
