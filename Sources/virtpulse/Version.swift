/// This agent's version (https://semver.org).
let version = "0.1.0"
