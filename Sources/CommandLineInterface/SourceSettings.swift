/// What an operator chose of where a sample comes from; `nil` is what the program chooses itself.
public struct SourceSettings: Sendable {
    /// The host.
    public var uri: String?
    /// Where samples come from.
    public var origin: SampleOrigin?
    /// The daemon's socket.
    public var feedSocket: String?
    /// How long libvirt may take for a sample.
    public var deadline = DeadlineOptions.usual.duration

    /// Nothing chosen.
    public init(uri: String? = nil, origin: SampleOrigin? = nil, feedSocket: String? = nil) {
        self.uri = uri
        self.origin = origin
        self.feedSocket = feedSocket
    }
}
