package import Foundation

/// A headless Chromium, driven over WebDriver (W3C) and the DevTools protocol.
package final class Browser: Sendable {
    private let driver: ChildProcess
    private let session: String

    package init() async throws {
        let driver = try ChildProcess("chromedriver", ["--port=0"])
        self.driver = driver
        let port = try await eventually("chromedriver's port") {
            driver.text(driver.output).firstMatch(of: /started successfully on port (\d+)/).map { String($0.1) }
        }
        let options: [String: Any] = [
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            // no requests of its own
            "prefs": ["safebrowsing.enabled": false, "search.suggest_enabled": false],
        ]
        let wanted: [String: Any] = [
            "goog:chromeOptions": options, "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
        ]
        let root = "http://127.0.0.1:\(port)/session"
        let value = try await Self.post(root, ["capabilities": ["alwaysMatch": wanted]])
        guard let id = (value as? [String: Any])?["sessionId"] as? String else {
            throw Program.Failure(description: "chromedriver opened no session: \(value)")
        }
        session = "\(root)/\(id)"
    }

    /// Runs `body` with a browser, and ends it whatever comes.
    package static func with(_ body: (Browser) async throws -> Void) async throws {
        let browser = try await Browser()
        do {
            try await body(browser)
        } catch {
            await browser.close()
            throw error
        }
        await browser.close()
    }

    package func close() async {
        _ = try? await Program.run("curl", ["--silent", "--max-time", "10", "--request", "DELETE", session])
        driver.end()
    }

    package func open(_ address: String) async throws { _ = try await post("url", ["url": address]) }

    /// What the expression is worth on the page.
    package func value<Value>(_ expression: String) async throws -> Value {
        let value = try await post("execute/sync", ["script": "return \(expression)", "args": []])
        guard let value = value as? Value else {
            throw Program.Failure(description: "\(expression) is \(value)")
        }
        return value
    }

    /// Waits until the expression is true on the page.
    package func wait(for expression: String) async throws {
        do {
            _ = try await eventually(expression) { try await value("Boolean(\(expression))") ? true : nil }
        } catch {
            let text: String = try await value("document.body.innerText")
            throw Program.Failure(description: "\(error)\n\(text)")
        }
    }

    /// Clicks the first element that the CSS selector finds, as a pointer would.
    package func click(_ selector: String) async throws {
        _ = try await Self.post(address(of: selector) + "/click", [:])
    }

    /// Types into the first element that the CSS selector finds.
    package func type(_ text: String, into selector: String) async throws {
        _ = try await Self.post(address(of: selector) + "/value", ["text": text])
    }

    /// The text that is seen of the first element that the CSS selector finds.
    package func text(of selector: String) async throws -> String {
        try await Self.curl([address(of: selector) + "/text"]) as? String ?? ""
    }

    /// Sends a command of the DevTools protocol.
    package func command(_ name: String, _ parameters: [String: Any]) async throws {
        _ = try await post("goog/cdp/execute", ["cmd": name, "params": parameters])
    }

    /// A picture of what is in view, as PNG.
    package func screenshot() async throws -> Data {
        let text = try await Self.curl([session + "/screenshot"]) as? String
        guard let data = text.flatMap({ Data(base64Encoded: $0) }) else {
            throw Program.Failure(description: "chromedriver gave no picture")
        }
        return data
    }

    /// What came to the console since this was last asked: errors of scripts, resources and security policy.
    package func console() async throws -> [String] { try await log("browser") }

    /// The addresses that were asked for since this was last asked.
    package func requests() async throws -> [String] {
        try await log("performance").compactMap { text in
            let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let message = object?["message"] as? [String: Any]
            guard message?["method"] as? String == "Network.requestWillBeSent" else { return nil }
            let parameters = message?["params"] as? [String: Any]
            return (parameters?["request"] as? [String: Any])?["url"] as? String
        }
    }

    private func log(_ kind: String) async throws -> [String] {
        let entries = try await post("se/log", ["type": kind]) as? [[String: Any]] ?? []
        return entries.compactMap { $0["message"] as? String }
    }

    private func address(of selector: String) async throws -> String {
        let found = try await post("element", ["using": "css selector", "value": selector])
        guard let id = (found as? [String: String])?.values.first else {
            throw Program.Failure(description: "nothing is called \(selector): \(found)")
        }
        return "\(session)/element/\(id)"
    }

    private func post(_ path: String, _ body: [String: Any]) async throws -> Any {
        try await Self.post("\(session)/\(path)", body)
    }

    private static func post(_ address: String, _ body: [String: Any]) async throws -> Any {
        let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
        return try await curl(["--header", "Content-Type: application/json", "--data-raw", text, address])
    }

    /// The value of an answer; an error of the browser's is one of ours.
    private static func curl(_ arguments: [String]) async throws -> Any {
        let text = try await Program.output(of: "curl", ["--silent", "--show-error", "--max-time", "60"] + arguments)
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let value = object?["value"] ?? NSNull()
        if let error = (value as? [String: Any])?["error"] {
            throw Program.Failure(description: "\(error): \((value as? [String: Any])?["message"] ?? "")")
        }
        return value
    }
}
