@main struct Virtpulse { static func main() {} }
