extension Catalogue {
    /// `virtpulse_http_requests_total`.
    public static let httpRequests = Family(
        "virtpulse_http_requests_total",
        .counter,
        ["path", "code"],
        "Requests this agent answered."
    )

    /// `virtpulse_http_request_seconds_total`.
    public static let httpRequestTime = Family(
        "virtpulse_http_request_seconds_total", .counter, ["path"],
        "Time from the end of requests to that of their responses.")
    /// `virtpulse_http_response_bytes_total`.
    public static let httpResponseBytes = Family(
        "virtpulse_http_response_bytes_total", .counter, [], "Bytes of response bodies that were sent.")
    /// `virtpulse_http_connections`.
    public static let httpConnections = Family(
        "virtpulse_http_connections", .gauge, [], "Connections that are open.")
    /// `virtpulse_http_connections_accepted_total`.
    public static let httpConnectionsAccepted = Family(
        "virtpulse_http_connections_accepted_total", .counter, [],
        "Connections that were accepted, refused ones included.")
    /// `virtpulse_http_connections_refused_total`.
    public static let httpConnectionsRefused = Family(
        "virtpulse_http_connections_refused_total", .counter, [],
        "Connections that were refused because there were too many.")
    /// `virtpulse_http_tls_handshake_failures_total`.
    public static let tlsHandshakeFailures = Family(
        "virtpulse_http_tls_handshake_failures_total", .counter, [],
        "Connections that ended before their TLS handshake did.")
    /// `virtpulse_http_authentication_failures_total`.
    public static let authenticationFailures = Family(
        "virtpulse_http_authentication_failures_total", .counter, [],
        "Requests that were refused because nobody, or nobody known, logged in.")
    /// `virtpulse_web_config_last_reload_successful`.
    public static let webConfigCurrent = Family(
        "virtpulse_web_config_last_reload_successful", .gauge, [],
        "Whether the web configuration in force is what its file says, 1 or 0.")
    /// `virtpulse_web_config_last_reload_success_timestamp_seconds`.
    public static let webConfigLoadTime = Family(
        "virtpulse_web_config_last_reload_success_timestamp_seconds", .gauge, [],
        "When the web configuration in force was read, in seconds of Unix time.")
    /// `virtpulse_probed_hosts`.
    public static let probedHosts = Family(
        "virtpulse_probed_hosts", .gauge, [], "Hosts that are read for /probe and to which connections are kept.")
    /// `process_cpu_seconds_total`.
    public static let processCPUTime = Family(
        "process_cpu_seconds_total", .counter, [], "CPU time of this agent, user and system.")
    /// `process_resident_memory_bytes`.
    public static let processResidentMemory = Family(
        "process_resident_memory_bytes", .gauge, [], "Memory of this agent that is resident.")
    /// `process_open_fds`.
    public static let processOpenFiles = Family(
        "process_open_fds", .gauge, [], "Descriptors that this agent has open.")
    /// `process_max_fds`.
    public static let processMaxFiles = Family(
        "process_max_fds", .gauge, [], "How many descriptors this agent may open.")
    /// `process_threads`.
    public static let processThreads = Family(
        "process_threads", .gauge, [], "Threads of this agent.")
    /// `process_start_time_seconds`.
    public static let processStartTime = Family(
        "process_start_time_seconds", .gauge, [], "When this agent started, in seconds of Unix time.")

    /// `virtpulse_feed_readers`.
    public static let feedReaders = Family(
        "virtpulse_feed_readers", .gauge, [], "Programs that are connected to the feed.")
    /// `virtpulse_feed_readers_accepted_total`.
    public static let feedReadersAccepted = Family(
        "virtpulse_feed_readers_accepted_total", .counter, [], "Programs that connected to the feed.")
    /// `virtpulse_feed_readers_refused_total`.
    public static let feedReadersRefused = Family(
        "virtpulse_feed_readers_refused_total", .counter, [],
        "Programs that the feed turned away: they may not read it, or there were too many.")
    /// `virtpulse_feed_readers_dropped_total`.
    public static let feedReadersDropped = Family(
        "virtpulse_feed_readers_dropped_total", .counter, [],
        "Programs that the feed sent away: they asked nonsense, were too slow, or another took their place.")
    /// `virtpulse_feed_answers_total`.
    public static let feedAnswers = Family(
        "virtpulse_feed_answers_total", .counter, [], "Questions of programs that the feed answered.")

    /// `virtpulse_snmp_connected`.
    public static let snmpConnected = Family(
        "virtpulse_snmp_connected", .gauge, ["agent"],
        "Whether virtpulse-snmp has a session with its SNMP agent, 1 or 0; absent unless it reads the feed.")
    /// `virtpulse_snmp_sessions_total`.
    public static let snmpSessions = Family(
        "virtpulse_snmp_sessions_total", .counter, ["agent"],
        "Sessions of virtpulse-snmp with its SNMP agent; more than one says that one was lost.")
    /// `virtpulse_snmp_requests_total`.
    public static let snmpRequests = Family(
        "virtpulse_snmp_requests_total", .counter, ["agent"],
        "Requests of its SNMP agent that virtpulse-snmp answered.")
    /// `virtpulse_snmp_notifications_total`.
    public static let snmpNotifications = Family(
        "virtpulse_snmp_notifications_total", .counter, ["agent"],
        "Notifications that virtpulse-snmp gave to its SNMP agent.")
    /// `virtpulse_snmp_notifications_dropped_total`.
    public static let snmpNotificationsDropped = Family(
        "virtpulse_snmp_notifications_dropped_total", .counter, ["agent"],
        "Changes of guests and notifications that virtpulse-snmp told nobody of: above its limit, or without an agent.")

    static let serverFamilies: [Family] = [
        httpRequests, httpRequestTime, httpResponseBytes, httpConnections, httpConnectionsAccepted,
        httpConnectionsRefused, tlsHandshakeFailures, authenticationFailures, webConfigCurrent, webConfigLoadTime,
        probedHosts, feedReaders, feedReadersAccepted, feedReadersRefused, feedReadersDropped, feedAnswers,
        snmpConnected, snmpSessions, snmpRequests, snmpNotifications, snmpNotificationsDropped,
        processCPUTime,
        processResidentMemory, processOpenFiles, processMaxFiles, processThreads,
        processStartTime,
    ]
}
