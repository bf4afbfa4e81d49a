/// The version of the programs (https://semver.org).
public let version = "0.1.0"
