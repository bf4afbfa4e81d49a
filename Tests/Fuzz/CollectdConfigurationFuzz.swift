@testable import CollectdOutput

/// A configuration of collectd's of any bytes, which has itself wherever it includes a file.
enum CollectdConfigurationFuzz {
    @Sendable static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let files = VirtBlock.Files(
            matching: { $0.isEmpty ? [] : [.success($0)] }, text: { _ in .success(text) }, isMatch: { $0 == $1 })
        let lines = 1 + bytes.count { $0 == UInt8(ascii: "\n") }
        func check(_ told: [ConfigurationError]) {
            precondition(told.count <= 21)
            precondition(told.allSatisfy { (0...lines).contains($0.place.line) && !$0.reason.isEmpty })
        }
        do throws(ConfigurationMistakes) {
            let block = try VirtBlock(file: "a", files)
            check(block.leftOut)
            // what is taken is what there is
            let settings = block.settings
            precondition(!settings.hostnameFormat.isEmpty && settings.connection?.isEmpty != true)
            // a tenant's name comes to an answer
            for name in ["", "web", text] { _ = settings.admits(guest: name) }
        } catch {
            precondition(!error.all.isEmpty)
            check(error.all)
        }
    }
}
