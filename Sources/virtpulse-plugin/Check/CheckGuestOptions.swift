import ArgumentParser
import NagiosOutput

/// Which guests a check is of.
///
/// What stands behind such an option is a guest's name, whatever it begins with: tenants choose names.
struct CheckGuestOptions: ParsableArguments {
    @Option(
        name: [.short, .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Only the guest of this name or UUID, or those of a pattern such as 'web*'; may be repeated.",
            valueName: "name"))
    var domain: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Only guests whose name this regular expression matches; may be repeated.", valueName: "regex"))
    var regex: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Only guests whose XML has this: XPATH, or XPATH=VALUE, such as "
                + "/domain/metadata/nova:instance/nova:name/text()=web; may be repeated.", valueName: "term"))
    var metadata: [String] = []

    @Option(
        name: [.customShort("x"), .long], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Not this guest, pattern or /regex/; may be repeated.", valueName: "name"))
    var exclude: [String] = []

    @Flag(help: "Guests that are shut off as well.") var inactive = false

    /// Whether any of them is given.
    var isGiven: Bool {
        !domain.isEmpty || !regex.isEmpty || !metadata.isEmpty || !exclude.isEmpty || inactive
    }

    func selection() throws(CheckMistake) -> GuestSelection {
        var selection = try GuestSelection(
            names: domain, expressions: regex, excluded: exclude, metadata: metadata)
        selection.includesInactive = inactive
        return selection
    }
}
