import CommandLineInterface

/// What an operator chose of where a sample comes from; `nil` is what the program chooses itself.
struct SourceSettings {
    var uri: String?
    var origin: SampleOrigin?
    var feedSocket: String?
    var deadline = DeadlineOptions.usual.duration
}
