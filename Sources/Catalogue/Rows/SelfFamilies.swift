extension Catalogue {
    /// `libvirt_up`.
    public static let up = Family(
        "libvirt_up",
        .gauge,
        [],
        "Whether libvirt answered the last sample, 1 or 0."
    )
    /// `virtpulse_build_info`.
    public static let buildInfo = Family(
        "virtpulse_build_info",
        .info,
        ["version", "libvirt_library"],
        "Version of this agent and of the libvirt library it runs with."
    )
    /// `virtpulse_libvirt_calls_held`.
    public static let callsHeld = Family(
        "virtpulse_libvirt_calls_held", .gauge, [],
        "Calls to libvirt that did not return in time and that nobody waits for; each holds a connection.")
    /// `virtpulse_sample_age_seconds`.
    public static let sampleAge = Family(
        "virtpulse_sample_age_seconds",
        .gauge,
        [],
        "How old the last sample is that libvirt answered, from its beginning."
    )
    /// `virtpulse_sample_duration_seconds`.
    public static let sampleDuration = Family(
        "virtpulse_sample_duration_seconds",
        .gauge,
        [],
        "How long the sample of this page took."
    )
    /// `virtpulse_sample_success`.
    public static let sampleSuccess = Family(
        "virtpulse_sample_success",
        .gauge,
        [],
        "Whether every collector of the sample of this page succeeded, 1 or 0."
    )
    /// `virtpulse_samples_total`.
    public static let samples = Family(
        "virtpulse_samples_total",
        .counter,
        [],
        "Samples taken, good or bad."
    )
    /// `virtpulse_collector_duration_seconds`.
    public static let collectorDuration = Family(
        "virtpulse_collector_duration_seconds",
        .gauge,
        ["collector"],
        "How long libvirt took for a collector; collectors that share a bulk call report that call."
    )
    /// `virtpulse_collector_success`.
    public static let collectorSuccess = Family(
        "virtpulse_collector_success",
        .gauge,
        ["collector"],
        "Whether a collector got what it asked for, 1 or 0."
    )
    /// `virtpulse_collector_age_seconds`.
    public static let collectorAge = Family(
        "virtpulse_collector_age_seconds",
        .gauge,
        ["collector"],
        "How long ago a collector last succeeded."
    )
    /// `virtpulse_libvirt_call_duration_seconds`.
    public static let callDuration = Family(
        "virtpulse_libvirt_call_duration_seconds",
        .histogram,
        ["call"],
        "Time of the calls to libvirt."
    )
    /// `virtpulse_libvirt_call_failures_total`.
    public static let callFailures = Family(
        "virtpulse_libvirt_call_failures_total",
        .counter,
        ["call"],
        "Calls to libvirt that returned an error."
    )
    /// `probe_success`.
    public static let probeSuccess = Family(
        "probe_success", .gauge, [], "Whether the target of this probe was read, 1 or 0; on pages of /probe alone.")
    /// `probe_duration_seconds`.
    public static let probeDuration = Family(
        "probe_duration_seconds", .gauge, [], "How long this probe took; on pages of /probe alone.")

    static let selfFamilies: [Family] = [
        probeSuccess, probeDuration,
        up, buildInfo, sampleAge, callsHeld, sampleDuration, sampleSuccess, samples, collectorDuration,
        collectorSuccess,
        collectorAge, callDuration, callFailures,
    ]
}
