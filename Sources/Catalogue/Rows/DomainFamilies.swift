extension Catalogue {
    /// The states of `virDomainState` by number, as `virsh domstate` calls them but without spaces.
    public static let domainStates = [
        "nostate", "running", "blocked", "paused", "shutdown", "shutoff", "crashed", "pmsuspended",
    ]

    /// `libvirt_domains`.
    public static let domains = Family(
        "libvirt_domains", .gauge, [],
        "Domains that are sampled, active or not: all that libvirt knows, or those chosen by name.",
        from: "virConnectListAllDomains")
    /// `libvirt_domains_active`.
    public static let domainsActive = Family(
        "libvirt_domains_active", .gauge, [], "Domains that are active: running, paused, or otherwise not shut off.",
        from: "virConnectListAllDomains")
    /// `libvirt_domain_state`.
    public static let domainState = Family(
        "libvirt_domain_state",
        .stateSet,
        ["domain", "state"],
        "State of the domain: 1 for the one it is in, 0 for the others.",
        from: "state.state",
        in: .state
    )
    /// `libvirt_domain_state_reason_info`.
    public static let domainStateReason = Family(
        "libvirt_domain_state_reason_info",
        .info,
        ["domain", "state", "reason"],
        "Why the domain is in its state.",
        from: "state.reason",
        in: .state
    )
    /// `libvirt_domain_id`.
    public static let domainID = Family(
        "libvirt_domain_id", .gauge, ["domain"],
        "The hypervisor's number of this run of the domain: its counters begin anew with another. "
            + "Absent for inactive domains.",
        from: "virDomainGetID", in: .state)
    /// `libvirt_domain_start_time_seconds`.
    public static let domainStartTime = Family(
        "libvirt_domain_start_time_seconds", .gauge, ["domain"],
        "Unix time at which the domain last started; of others than QEMU's on this machine, absent unless the agent saw it.",
        from: "NAME.pid, VIR_DOMAIN_EVENT_ID_LIFECYCLE, virDomainGetID", in: .state)
    /// `libvirt_domain_state_change_time_seconds`.
    public static let domainStateChangeTime = Family(
        "libvirt_domain_state_change_time_seconds", .gauge, ["domain"],
        "Unix time at which the state of the domain last changed; absent unless the agent saw it.",
        from: "VIR_DOMAIN_EVENT_ID_LIFECYCLE, state.state", in: .state)
    /// `libvirt_domain_events_total`.
    public static let domainEvents = Family(
        "libvirt_domain_events_total", .counter, ["domain", "event"],
        "Events that libvirt announced of the domain since the agent began to listen, by kind, from the first one on.",
        from: "virConnectDomainEventRegisterAny", in: .state)
    /// `libvirt_domain_stuck`.
    public static let domainStuck = Family(
        "libvirt_domain_stuck", .gauge, ["domain"],
        "Set to 1 for a domain whose monitor does not answer, so that disks and balloon are not read; absent for others."
    )
    /// `libvirt_domain_info`.
    public static let domainInfo = Family(
        "libvirt_domain_info",
        .info,
        ["domain", "uuid", "type", "os_type", "os_type_arch", "os_type_machine", "os", "title"],
        "Identity of the domain.",
        from: "virDomainGetXMLDesc",
        in: .info
    )
    /// `libvirt_domain_openstack_info`.
    public static let domainOpenStackInfo = Family(
        "libvirt_domain_openstack_info",
        .info,
        [
            "domain", "instance_name", "instance_id", "flavor_name", "user_name", "user_id", "project_name",
            "project_id",
        ],
        "What OpenStack Nova says about the domain.",
        from: "virDomainGetXMLDesc",
        in: .info
    )
    /// `libvirt_domain_ovirt_info`.
    public static let domainOvirtInfo = Family(
        "libvirt_domain_ovirt_info",
        .info,
        ["domain", "cluster_version", "resume_behavior"],
        "What oVirt says about the domain.",
        from: "virDomainGetXMLDesc",
        in: .info
    )
    /// `libvirt_domain_block_stats_info`.
    public static let blockInfo = Family(
        "libvirt_domain_block_stats_info",
        .info,
        [
            "domain", "target_device", "device", "disk_type", "target_bus", "driver_name", "driver_type",
            "driver_cache", "driver_discard", "source_file", "source_protocol", "serial",
        ],
        "What a disk is and where its image lies.",
        from: "virDomainGetXMLDesc, block.#.path",
        in: .info
    )
    /// `libvirt_domain_interface_stats_info`.
    public static let interfaceInfo = Family(
        "libvirt_domain_interface_stats_info",
        .info,
        [
            "domain", "target_device", "interface_type", "source_bridge", "source_network", "mac_address",
            "model_type", "mtu_size", "virtual_interface",
        ],
        "What a network interface is and where it is plugged in.",
        from: "virDomainGetXMLDesc",
        in: .info
    )
    /// `libvirt_domain_dirtyrate_info`.
    public static let dirtyRateInfo = Family(
        "libvirt_domain_dirtyrate_info",
        .info,
        ["domain", "mode"],
        "How the dirty rate is calculated.",
        from: "dirtyrate.calc_mode",
        in: .dirtyRate
    )
    /// `libvirt_domain_job_info`.
    public static let jobInfo = Family(
        "libvirt_domain_job_info", .info, ["domain", "operation", "type"],
        "The job that the domain has: what it does, and whether its end can be estimated (bounded) or not (unbounded).",
        from: "virDomainGetJobStats", in: .job)
    /// `libvirt_domain_last_job_info`.
    public static let lastJobInfo = Family(
        "libvirt_domain_last_job_info", .info, ["domain", "operation", "type", "error"],
        "The last job of the domain that ended: what it did, and how it ended (completed, failed or cancelled).",
        from: "virDomainGetJobStats, VIR_DOMAIN_EVENT_ID_JOB_COMPLETED", in: .job)
    /// `libvirt_domain_last_job_end_time_seconds`.
    public static let lastJobEndTime = Family(
        "libvirt_domain_last_job_end_time_seconds", .gauge, ["domain"],
        "Unix time at which the last job of the domain ended; absent unless the agent saw it.",
        from: "VIR_DOMAIN_EVENT_ID_JOB_COMPLETED", in: .job)
    /// `libvirt_domain_autostart`.
    public static let domainAutostart = Family(
        "libvirt_domain_autostart",
        .gauge,
        ["domain"],
        "Whether the domain starts with the host, 1 or 0.",
        from: "virConnectListAllDomains(VIR_CONNECT_LIST_DOMAINS_AUTOSTART)",
        in: .state
    )
    /// `libvirt_domain_persistent`.
    public static let domainPersistent = Family(
        "libvirt_domain_persistent",
        .gauge,
        ["domain"],
        "Whether the domain has a configuration that outlives its run, 1 or 0.",
        from: "virConnectListAllDomains(VIR_CONNECT_LIST_DOMAINS_PERSISTENT)",
        in: .state
    )
    /// `libvirt_domain_sample_age_seconds`.
    public static let domainSampleAge = Family(
        "libvirt_domain_sample_age_seconds",
        .gauge,
        ["domain"],
        "How old the values of the domain are, from before libvirt was asked for them."
    )
    /// `libvirt_domain_stat`.
    public static let unknownField = Family(
        "libvirt_domain_stat",
        .untyped,
        ["domain", "field"],
        "A field of libvirt's bulk statistics that this version does not know, as libvirt gives it.",
        from: "any other field",
        in: .unknown
    )

    static let domainFamilies: [Family] = [
        domains, domainsActive, domainState, domainStateReason, domainStuck, domainID, domainStartTime,
        domainStateChangeTime, domainEvents, domainInfo, domainOpenStackInfo,
        domainOvirtInfo,
        blockInfo, interfaceInfo,
        dirtyRateInfo, jobInfo, lastJobInfo, lastJobEndTime, domainAutostart, domainPersistent, domainSampleAge,
        unknownField,
    ]
}
