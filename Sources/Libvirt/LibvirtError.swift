import CLibvirt

/// A failed libvirt call: what libvirt says about it, and what it was about.
public struct LibvirtError: Error, Hashable, Sendable {
    /// libvirt's error number (`virErrorNumber`).
    public var code: Code
    /// The part of libvirt that reports the error (`virErrorDomain`).
    public var domain: Domain
    /// libvirt's own words, in the daemon's or the library's language.
    public var message: String
    /// The libvirt function that failed, such as `virConnectGetAllDomainStats`.
    public var call: String
    /// What the call was about: the URI of the connection, or the name of a guest, pool or network.
    public var subject: String

    /// An error made of its parts.
    public init(code: Code, domain: Domain, message: String, call: String, subject: String) {
        self.code = code
        self.domain = domain
        self.message = message
        self.call = call
        self.subject = subject
    }

    /// The calling thread's last error.
    ///
    /// It must be read in the same synchronous function as the call that failed: any further libvirt call resets it.
    static func last(call: String, subject: String) -> LibvirtError {
        guard let error = virGetLastError()?.pointee, error.code != 0 else {
            return LibvirtError(
                code: .internalError,
                domain: .none,
                message: "the call failed and libvirt gave no reason",
                call: call,
                subject: subject
            )
        }
        return LibvirtError(
            code: Code(rawValue: error.code),
            domain: Domain(rawValue: error.domain),
            message: String(repairing: error.message) ?? "",
            call: call,
            subject: subject
        )
    }
}

extension LibvirtError: CustomStringConvertible {
    /// The subject, libvirt's message, and the call with its error number.
    public var description: String { "\(subject): \(message) (\(call), libvirt error \(code.rawValue))" }
}

extension LibvirtError {
    /// An error number; numbers of newer libvirt versions are kept as they are.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The number in `virErrorNumber`.
        public var rawValue: Int32
        /// The code with this number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// libvirt failed inside.
        public static let internalError = Code(rawValue: 1)
        /// Memory ran out.
        public static let noMemory = Code(rawValue: 2)
        /// The driver does not have this call.
        public static let noSupport = Code(rawValue: 3)
        /// The host name cannot be resolved.
        public static let unknownHost = Code(rawValue: 4)
        /// No driver takes the URI, or the driver cannot connect to its hypervisor.
        public static let noConnect = Code(rawValue: 5)
        /// The connection is closed.
        public static let invalidConnection = Code(rawValue: 6)
        /// The domain object is not valid.
        public static let invalidDomain = Code(rawValue: 7)
        /// An argument is wrong: an unknown device, a flag that the driver does not know.
        public static let invalidArgument = Code(rawValue: 8)
        /// The operation failed.
        public static let operationFailed = Code(rawValue: 9)
        /// A read-only connection may not do this.
        public static let operationDenied = Code(rawValue: 29)
        /// A system call failed: mostly a socket that is not there or not allowed.
        public static let systemError = Code(rawValue: 38)
        /// The daemon's answer could not be had: the connection broke or a message was too large.
        public static let rpc = Code(rawValue: 39)
        /// TLS failed.
        public static let tls = Code(rawValue: 40)
        /// There is no such domain (any more).
        public static let noDomain = Code(rawValue: 42)
        /// There is no such network.
        public static let noNetwork = Code(rawValue: 43)
        /// Authentication failed.
        public static let authFailed = Code(rawValue: 45)
        /// There is no such storage pool.
        public static let noStoragePool = Code(rawValue: 49)
        /// There is no such volume in the storage pool.
        public static let noStorageVolume = Code(rawValue: 50)
        /// The domain is in the wrong state for this: mostly not running.
        public static let operationInvalid = Code(rawValue: 55)
        /// The configuration asks for what the driver cannot do.
        public static let configUnsupported = Code(rawValue: 67)
        /// The job of a domain could not be had in time.
        public static let operationTimeout = Code(rawValue: 68)
        /// An argument is known but not supported here.
        public static let argumentUnsupported = Code(rawValue: 74)
        /// The domain has no such snapshot.
        public static let noDomainSnapshot = Code(rawValue: 72)
        /// The operation was aborted.
        public static let operationAborted = Code(rawValue: 78)
        /// Authentication was cancelled.
        public static let authCancelled = Code(rawValue: 79)
        /// The operation exists but is not supported here.
        public static let operationUnsupported = Code(rawValue: 84)
        /// The domain has no such metadata.
        public static let noDomainMetadata = Code(rawValue: 80)
        /// The SSH transport failed.
        public static let ssh = Code(rawValue: 85)
        /// The guest agent does not answer.
        public static let agentUnresponsive = Code(rawValue: 86)
        /// The resource is busy.
        public static let resourceBusy = Code(rawValue: 87)
        /// An access control driver refuses this.
        public static let accessDenied = Code(rawValue: 88)
        /// No authentication can be offered.
        public static let authUnavailable = Code(rawValue: 94)
        /// The guest agent does not answer in step.
        public static let agentUnsynced = Code(rawValue: 97)
        /// The domain has no such checkpoint.
        public static let noDomainCheckpoint = Code(rawValue: 103)
        /// The guest agent did not answer the command in time; older libvirt says ``agentUnresponsive``.
        public static let agentCommandTimeout = Code(rawValue: 112)
        /// The guest agent answered that the command failed; older libvirt says ``internalError``.
        public static let agentCommandFailed = Code(rawValue: 113)

        /// Whether the driver cannot do this at all, so that asking again is of no use.
        public var isUnsupported: Bool {
            self == .noSupport || self == .operationUnsupported || self == .argumentUnsupported
        }
    }

    /// A part of libvirt; numbers of newer libvirt versions are kept as they are.
    public struct Domain: RawRepresentable, Hashable, Sendable {
        /// The number in `virErrorDomain`.
        public var rawValue: Int32
        /// The error domain with this number.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        /// No part is named.
        public static let none = Domain(rawValue: 0)
        /// The XML code.
        public static let xml = Domain(rawValue: 5)
        /// Domain objects.
        public static let domain = Domain(rawValue: 6)
        /// The connection to the daemon.
        public static let rpc = Domain(rawValue: 7)
        /// The QEMU driver.
        public static let qemu = Domain(rawValue: 10)
        /// The test driver.
        public static let test = Domain(rawValue: 12)
        /// The client side of the daemon connection.
        public static let remote = Domain(rawValue: 13)
        /// The LXC driver.
        public static let lxc = Domain(rawValue: 17)
        /// The storage drivers.
        public static let storage = Domain(rawValue: 18)
        /// The event loop.
        public static let event = Domain(rawValue: 40)
        /// The polkit access control.
        public static let polkit = Domain(rawValue: 60)
    }
}
