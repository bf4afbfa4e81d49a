import CommandLineInterface

/// What is said beside the output, where whoever runs the plugin logs it.
enum Complaint {
    /// Writes one line.
    static func write(_ text: String) { StandardError.write("virtpulse-plugin: \(TerminalText.shortLine(text))\n") }
}
