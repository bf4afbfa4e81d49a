import Snapshot

/// The page for people: what this is, how the host fares, and where the metrics are.
struct LandingPage: Sendable {
    let uri: String
    let isFallback: Bool

    func html(_ snapshot: Snapshot) -> String {
        let status = snapshot.status
        let state =
            if snapshot.generation == 0 {
                "No sample was taken yet."
            } else if status.isUp {
                "libvirt answers: \(snapshot.domains.count { $0.identity.id != nil }) of "
                    + "\(snapshot.domains.count) guests are active."
            } else {
                "libvirt does not answer: \(Self.escape(status.problems.first?.description ?? "trying again")). "
            }
        let warning = isFallback ? "<p class=warning>Mind: \(Self.escape(FallbackWarning.text)).</p>" : ""
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Virtpulse</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
            .warning { background: #fff3cd; color: #5c4400; padding: .5rem 1rem; border-radius: .3rem; }
            </style>
            </head>
            <body>
            <h1>Virtpulse \(version)</h1>
            <p>The guests of <code>\(Self.escape(uri))</code>.</p>
            \(warning)
            <p>\(state)</p>
            <p><a href="/metrics">Metrics for Prometheus</a></p>
            </body>
            </html>

            """
    }

    static func escape(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
    }
}
