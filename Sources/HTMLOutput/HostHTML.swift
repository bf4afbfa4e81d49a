/// The host as HTML.
enum HostHTML {
    static func header(_ host: HostLine, uri: String) -> String {
        let facts = host.facts.map {
            "<div><dt>\(HTMLText.escape($0.term))</dt><dd>\(HTMLText.escape($0.text))</dd></div>"
        }
        let problems = host.problems.map { "<li>\(HTMLText.escape($0))</li>" }
        let age = host.age.map { "\(Figures.age(.seconds($0))) ago" } ?? "never"
        return """
            <header>
            <h1><span id="host">\(HTMLText.escape(host.name))</span>
            <span id="status" class="\(host.tone.rawValue)" role="status">\(host.status)</span></h1>
            <p class="uri"><code>\(HTMLText.escape(uri))</code></p>
            <div class="facts"><dl><div><dt>sampled</dt><dd id="age">\(age)</dd></div></dl>
            <dl id="facts">\(facts.joined())</dl></div>
            <ul id="problems" class="\(host.tone.rawValue)"\(problems.isEmpty ? " hidden" : "")>\(problems.joined())</ul>
            <p id="lost" role="alert" hidden></p>
            </header>
            """
    }
}
