public import History
public import Snapshot

/// The page for people: the host and its guests, with what they do now and did in the last ten minutes.
public struct StatusPage: Sendable {
    /// A file that the page needs.
    public struct Asset: Sendable {
        /// Its path on the server.
        public let path: String
        /// Its media type.
        public let contentType: String
        /// The file.
        public let bytes: [UInt8]
    }

    /// What a browser may do with the page: load the assets and ask for updates where it came from, and nothing else.
    public static let contentSecurityPolicy = """
        default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
        frame-ancestors 'none'; base-uri 'none'; form-action 'none'
        """

    /// Everything that the page loads.
    public static let assets = [
        Asset(path: "/page.css", contentType: "text/css; charset=utf-8", bytes: PackageResources.page_css),
        Asset(path: "/page.js", contentType: "text/javascript; charset=utf-8", bytes: PackageResources.page_js),
        Asset(path: "/icon.svg", contentType: "image/svg+xml", bytes: PackageResources.icon_svg),
    ]

    /// The path at which the page's script asks for updates; its query `seen` is the generation it shows.
    public static let updatePath = "/live"

    private let uri: String
    private let warning: String?
    private let version: String

    /// The page of the host at this URI.
    ///
    /// - Parameter warning: What the reader must know before all else.
    public init(uri: String, warning: String?, version: String) {
        self.uri = uri
        self.warning = warning
        self.version = version
    }

    /// The whole page, which is complete without the script.
    public func html(_ snapshot: Snapshot, _ history: HostHistory, now: MonotonicTime) -> [UInt8] {
        let host = HostLine(snapshot, uri: uri, now: now)
        let rows = rows(snapshot, history, now: now)
        let name = HTMLText.escape(host.name)
        let warning = warning.map { "<p class=\"notice\">Mind: \(HTMLText.escape($0)).</p>" } ?? ""
        let text = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(name) – Virtpulse</title>
            <link rel="icon" href="icon.svg">
            <link rel="stylesheet" href="page.css">
            <script src="page.js" defer></script>
            <noscript><meta http-equiv="refresh" content="10"></noscript>
            </head>
            <body>
            \(warning)
            \(HostHTML.header(host, uri: uri))
            <main>
            <p id="tools" hidden>
            <label>Filter <input id="filter" type="search" placeholder="name or state" autocomplete="off" spellcheck="false"></label>
            <span id="count" role="status"></span>
            </p>
            <div class="scroll">
            <table>
            <caption>The guests of this host</caption>
            \(TableHTML.head)
            <tbody>
            \(rows.map(TableHTML.row).joined())</tbody>
            </table>
            </div>
            \(TableHTML.template)
            <p id="none"\(rows.isEmpty ? "" : " hidden")>No guests to show.</p>
            </main>
            <footer>
            <p>CPU is in percent of one CPU: two busy CPUs are 200. Rates are those between the last two samples; bars are
            means of ten seconds each; a full bar is the guest's own peak, but at least 25 % or 16 KiB/s. Memory is what the
            guest was given, not what it uses. \(Figures.absent) is what libvirt did not say.</p>
            <p>Virtpulse \(HTMLText.escape(version)) · <a href="metrics">metrics for Prometheus</a></p>
            </footer>
            </body>
            </html>

            """
        return Array(text.utf8)
    }

    /// What changed, as JSON: all guests, or only the age of the sample if the asker has seen this generation.
    public func update(
        _ snapshot: Snapshot, _ history: HostHistory, seen: UInt64?, now: MonotonicTime
    ) -> [UInt8] {
        let update = LiveUpdate(
            generation: snapshot.generation, host: HostLine(snapshot, uri: uri, now: now),
            rows: seen == snapshot.generation ? nil : rows(snapshot, history, now: now))
        return Array(update.json.utf8)
    }

    private func rows(_ snapshot: Snapshot, _ history: HostHistory, now: MonotonicTime) -> [GuestRow] {
        snapshot.domains.map { GuestRow($0, history[$0.identity], in: snapshot, now: now) }
    }
}
