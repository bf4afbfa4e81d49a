import Testing

@testable import Libvirt

/// Fails for whatever the installed libvirt has and the binding neither handles nor is listed here not to.
@Suite struct APICoverageTests {
    struct Table: Sendable {
        var type: String
        var prefix: String
        var names: [String]
        /// Names that are not libvirt's own, by libvirt's.
        var renamed: [String: String] = [:]
    }

    static let states: [Table] = zip(
        DomainState.known,
        ["Nostate", "Running", "Blocked", "Paused", "Shutdown", "Shutoff", "Crashed", "PMSuspended"]
    )
    .map { state, type in
        Table(
            type: "virDomain\(type)Reason",
            prefix: "VIR_DOMAIN_\(type.uppercased())_",
            names: DomainStateReason.names(in: state)
        )
    }

    static let lifecycle: [Table] = zip(
        LifecycleEvent.Kind.known,
        ["Defined", "Undefined", "Started", "Suspended", "Resumed", "Stopped", "Shutdown", "PMSuspended", "Crashed"]
    )
    .map { kind, type in
        Table(
            type: "virDomainEvent\(type)DetailType",
            prefix: "VIR_DOMAIN_EVENT_\(type.uppercased())_",
            names: LifecycleEvent.details(of: kind)
        )
    }

    static let others = [
        Table(type: "virDomainState", prefix: "VIR_DOMAIN_", names: DomainState.names),
        Table(type: "virDomainEventType", prefix: "VIR_DOMAIN_EVENT_", names: LifecycleEvent.Kind.names),
        Table(
            type: "virDomainEventIOErrorAction",
            prefix: "VIR_DOMAIN_EVENT_IO_ERROR_",
            names: IOErrorEvent.Action.names
        ),
        Table(
            type: "virDomainEventWatchdogAction",
            prefix: "VIR_DOMAIN_EVENT_WATCHDOG_",
            names: WatchdogEvent.Action.names
        ),
        Table(
            type: "virDomainMemoryFailureRecipientType",
            prefix: "VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_",
            names: MemoryFailureEvent.Recipient.names
        ),
        Table(
            type: "virDomainMemoryFailureActionType",
            prefix: "VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_",
            names: MemoryFailureEvent.Action.names
        ),
        Table(type: "virDomainMetadataType", prefix: "VIR_DOMAIN_METADATA_", names: MetadataChangeEvent.Kind.names),
        Table(
            type: "virConnectDomainEventAgentLifecycleState",
            prefix: "VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_",
            names: AgentLifecycleEvent.State.names
        ),
        Table(
            type: "virConnectDomainEventAgentLifecycleReason",
            prefix: "VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_",
            names: AgentLifecycleEvent.Reason.names
        ),
        Table(type: "virConnectCloseReason", prefix: "VIR_CONNECT_CLOSE_REASON_", names: CloseReason.names),
        Table(type: "virDomainJobType", prefix: "VIR_DOMAIN_JOB_", names: JobType.names),
        Table(type: "virDomainJobOperation", prefix: "VIR_DOMAIN_JOB_OPERATION_", names: JobOperation.names),
        Table(type: "virDomainBlockJobType", prefix: "VIR_DOMAIN_BLOCK_JOB_TYPE_", names: BlockJobKind.names),
        Table(type: "virVcpuState", prefix: "VIR_VCPU_", names: VCPUState.names),
        Table(type: "virDomainDiskErrorCode", prefix: "VIR_DOMAIN_DISK_ERROR_", names: DiskError.names),
        Table(type: "virStoragePoolState", prefix: "VIR_STORAGE_POOL_", names: StoragePoolState.names),
        Table(
            type: "virDomainMemoryStatTags",
            prefix: "VIR_DOMAIN_MEMORY_STAT_",
            names: Connection.memoryStatisticNames,
            renamed: ["actual_balloon": "current", "last_update": "last-update"]
        ),
    ]

    @Test(arguments: states + lifecycle + others)
    func everyMemberHasItsName(table: Table) throws {
        let members = try #require(try APIDescription().members[table.type], "no type \(table.type)")
        for (name, value) in members where !name.hasSuffix("_LAST") {
            try #require(name.hasPrefix(table.prefix))
            let suffix = name.dropFirst(table.prefix.count).lowercased()
            let expected = table.renamed[suffix] ?? suffix
            #expect(Libvirt.name(of: Int32(value), in: table.names) == expected, "\(name) = \(value)")
        }
    }

    static let handledEvents: Set = [
        "LIFECYCLE", "REBOOT", "WATCHDOG", "IO_ERROR_REASON", "DEVICE_ADDED", "DEVICE_REMOVED", "METADATA_CHANGE",
        "BALLOON_CHANGE", "BLOCK_THRESHOLD", "JOB_COMPLETED", "TUNABLE", "AGENT_LIFECYCLE", "MEMORY_FAILURE",
    ]

    static let eventsNotHandled = [
        "RTC_CHANGE": "the guest set its clock: nothing monitored depends on it",
        "IO_ERROR": "IO_ERROR_REASON says the same and the reason",
        "GRAPHICS": "says who looks at a guest's screen: personal data, no health",
        "CONTROL_ERROR": "the monitor is lost, which the statistics show as missing fields",
        "BLOCK_JOB": "names the disk by its path; job statistics and BLOCK group show the effect",
        "BLOCK_JOB_2": "as BLOCK_JOB, by target",
        "DISK_CHANGE": "only at start, which a lifecycle event tells",
        "TRAY_CHANGE": "a guest opened its CD drive",
        "PMWAKEUP": "lifecycle tells it: started wakeup",
        "PMSUSPEND": "lifecycle tells it: pmsuspended memory",
        "PMSUSPEND_DISK": "lifecycle tells it: pmsuspended disk",
        "MIGRATION_ITERATION": "job statistics have memory_iteration",
        "DEVICE_REMOVAL_FAILED": "nothing changed",
        "MEMORY_DEVICE_SIZE_CHANGE": "the statistics show the memory that results",
        "NIC_MAC_CHANGE": "11.2; the XML is read again at intervals",
        "VCPU_REMOVED": "after 11.3; the statistics show the vCPUs that are left",
        "CHANNEL_LIFECYCLE": "after 11.3; AGENT_LIFECYCLE tells the channel that matters",
    ]

    @Test func everyEventIsHandledOrListed() throws {
        let members = try #require(try APIDescription().members["virDomainEventID"])
        #expect(members.count >= 27)
        for (name, value) in members {
            let name = String(name.dropFirst("VIR_DOMAIN_EVENT_ID_".count))
            let known = Self.handledEvents.contains(name) != (Self.eventsNotHandled[name] != nil)
            #expect(known, "event \(name) = \(value)")
        }
    }

    @Test func everyStatsGroupIsKnown() throws {
        let expected: [String: StatsGroups] = [
            "STATE": .state, "CPU_TOTAL": .cpuTotal, "BALLOON": .balloon, "VCPU": .vcpu, "INTERFACE": .interface,
            "BLOCK": .block, "PERF": .perf, "IOTHREAD": .iothread, "MEMORY": .memory, "DIRTYRATE": .dirtyRate,
            "VM": .vm,
        ]
        for (name, value) in try #require(try APIDescription().members["virDomainStatsTypes"]) {
            let group = expected[String(name.dropFirst("VIR_DOMAIN_STATS_".count))]
            #expect(group?.rawValue == UInt32(value), "group \(name) = \(value)")
        }
    }

    @Test func everyListFilterIsKnown() throws {
        let expected: [String: DomainListFilter] = [
            "ACTIVE": .active, "INACTIVE": .inactive, "PERSISTENT": .persistent, "TRANSIENT": .transient,
            "RUNNING": .running, "PAUSED": .paused, "SHUTOFF": .shutoff, "OTHER": .other,
            "MANAGEDSAVE": .managedSave, "NO_MANAGEDSAVE": .noManagedSave, "AUTOSTART": .autostart,
            "NO_AUTOSTART": .noAutostart, "HAS_SNAPSHOT": .hasSnapshot, "NO_SNAPSHOT": .noSnapshot,
            "HAS_CHECKPOINT": .hasCheckpoint, "NO_CHECKPOINT": .noCheckpoint,
        ]
        for (name, value) in try #require(try APIDescription().members["virConnectListAllDomainsFlags"]) {
            let filter = expected[String(name.dropFirst("VIR_CONNECT_LIST_DOMAINS_".count))]
            #expect(filter?.rawValue == UInt32(value), "filter \(name) = \(value)")
        }
    }

    @Test func everyStatsFlagIsKnown() throws {
        // The list filters have no number of their own in the description.
        let expected: [String: StatsFlags] = ["NOWAIT": .noWait, "BACKING": .backing, "ENFORCE_STATS": .enforceStats]
        for (name, value) in try #require(try APIDescription().members["virConnectGetAllDomainStatsFlags"]) {
            let flag = expected[String(name.dropFirst("VIR_CONNECT_GET_ALL_DOMAINS_STATS_".count))]
            #expect(flag?.rawValue == UInt32(value), "flag \(name) = \(value)")
        }
    }

    @Test func everyParameterTypeIsKnown() throws {
        let expected: [String: TypedParameters.Kind] = [
            "INT": .int, "UINT": .uint, "LLONG": .llong, "ULLONG": .ullong, "DOUBLE": .double, "BOOLEAN": .boolean,
            "STRING": .string,
        ]
        for (name, value) in try #require(try APIDescription().members["virTypedParameterType"]) {
            let kind = expected[String(name.dropFirst("VIR_TYPED_PARAM_".count))]
            #expect(kind == TypedParameters.Kind(type: Int32(value)), "type \(name) = \(value)")
            #expect(kind != nil, "type \(name)")
        }
    }

    @Test func errorNumbersAreLibvirts() throws {
        let expected: [String: LibvirtError.Code] = [
            "INTERNAL_ERROR": .internalError, "NO_MEMORY": .noMemory, "NO_SUPPORT": .noSupport,
            "UNKNOWN_HOST": .unknownHost, "NO_CONNECT": .noConnect, "INVALID_CONN": .invalidConnection,
            "INVALID_DOMAIN": .invalidDomain, "INVALID_ARG": .invalidArgument, "OPERATION_FAILED": .operationFailed,
            "OPERATION_DENIED": .operationDenied, "SYSTEM_ERROR": .systemError, "RPC": .rpc, "GNUTLS_ERROR": .tls,
            "NO_DOMAIN": .noDomain, "NO_NETWORK": .noNetwork, "AUTH_FAILED": .authFailed,
            "NO_STORAGE_POOL": .noStoragePool, "OPERATION_INVALID": .operationInvalid,
            "CONFIG_UNSUPPORTED": .configUnsupported, "OPERATION_TIMEOUT": .operationTimeout,
            "ARGUMENT_UNSUPPORTED": .argumentUnsupported, "OPERATION_ABORTED": .operationAborted,
            "AUTH_CANCELLED": .authCancelled, "OPERATION_UNSUPPORTED": .operationUnsupported, "SSH": .ssh,
            "AGENT_UNRESPONSIVE": .agentUnresponsive, "RESOURCE_BUSY": .resourceBusy, "ACCESS_DENIED": .accessDenied,
            "AUTH_UNAVAILABLE": .authUnavailable, "NO_STORAGE_VOL": .noStorageVolume,
            "NO_DOMAIN_SNAPSHOT": .noDomainSnapshot, "NO_DOMAIN_CHECKPOINT": .noDomainCheckpoint,
            "AGENT_UNSYNCED": .agentUnsynced,
        ]
        let members = try #require(try APIDescription().members["virErrorNumber"])
        let numbers = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })
        for (name, code) in expected {
            #expect(numbers["VIR_ERR_\(name)"] == Int64(code.rawValue), "\(name)")
        }
    }
}
