import AgentX
import ArgumentParser
import CommandLineInterface
import Glibc
import Logging
import SNMPOutput

/// Where the SNMP agent is.
struct AgentXOptions: ParsableArguments {
    @Option(
        name: .customLong("agentx.socket"),
        help: ArgumentHelp(
            "Where the SNMP agent listens for subagents: unix:PATH, tcp:HOST:PORT or tcp6:[ADDRESS]:PORT, as agentXSocket in "
                + "snmpd.conf.",
            valueName: "address"))
    var socket = "unix:/var/agentx/master"

    @Option(
        name: .customLong("agentx.ping-interval"),
        help: ArgumentHelp(
            "How often an SNMP agent that is away is looked for, and one that is there is asked whether it is: whole "
                + "seconds, 1s to 1h (default: 5s).",
            valueName: "duration"),
        transform: { try Timespan($0, atLeast: .seconds(1)) })
    var pingInterval = Timespan(.seconds(5))

    func validate() throws {
        let path = socket.hasPrefix("unix:") ? String(socket.dropFirst(5)) : nil
        if let path {
            guard path.hasPrefix("/"), path.utf8.count < 108 else {
                throw ValidationError(
                    "--agentx.socket '\(socket)': a path begins with / and has at most 107 bytes, as in "
                        + "unix:/var/agentx/master")
            }
        } else if !Self.isTCP(socket) {
            throw ValidationError(
                "--agentx.socket '\(socket)': give unix:PATH, tcp:HOST:PORT or tcp6:[ADDRESS]:PORT, such as "
                    + "unix:/var/agentx/master, tcp:127.0.0.1:705 or tcp6:[::1]:705")
        }
        guard pingInterval.duration.components.attoseconds == 0, pingInterval.duration <= .seconds(3_600) else {
            throw ValidationError("--agentx.ping-interval \(pingInterval): give whole seconds, at most an hour")
        }
    }

    /// Whether it is `tcp:HOST:PORT` or `tcp6:[ADDRESS]:PORT`, as net-snmp reads them.
    private static func isTCP(_ text: String) -> Bool {
        guard let colon = text.lastIndex(of: ":") else { return false }
        let digits = text[text.index(after: colon)...]
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits), port > 0 else {
            return false
        }
        let host = text[..<colon]
        if host.hasPrefix("tcp6:[") && host.hasSuffix("]") {
            var address = in6_addr()
            return unsafe inet_pton(AF_INET6, String(host.dropFirst(6).dropLast()), &address) == 1
        }
        let name = host.dropFirst(4)
        return host.hasPrefix("tcp:") && !name.isEmpty && !name.contains(":")
    }

    /// The agent, which logs what becomes of its session.
    /// - Parameter interval: Between two samples.
    func agent(
        _ modules: ModuleOptions, every interval: Duration, logger: Logger, status: AgentStatus
    ) throws(OperatorError) -> AgentXAgent {
        let (socket, pause) = (socket, pingInterval)
        let settings = AgentXSettings(
            socket: socket, pingInterval: pingInterval.duration,
            subtrees: modules.modules.map { $0.objects(base: modules.base) }, longestDelay: interval * 2)
        let observer = AgentXObserver(
            sessionChanged: { isUp in
                status.noteSession(isUp: isUp)
                if isUp {
                    logger.info("the SNMP agent takes this subagent", metadata: ["socket": "\(socket)"])
                } else {
                    logger.warning(
                        "the SNMP agent is gone; it is looked for every \(pause)", metadata: ["socket": "\(socket)"])
                }
            },
            refused: { isOver in
                if isOver {
                    logger.notice("the SNMP agent lets this subagent answer now")
                } else {
                    logger.error(
                        """
                        the SNMP agent does not let this subagent answer, for another one answers for the same modules; \
                        stop that one, or leave its modules out with --modules
                        """)
                }
            },
            logged: { priority, line in
                // what it says is told in other words
                let isTold = line.hasPrefix("registering pdu failed")
                logger.log(
                    level: isTold ? .debug : priority <= 3 ? .error : priority == 4 ? .warning : .debug,
                    "net-snmp: \(line)")
            })
        do throws(AgentXError) {
            return try AgentXAgent(settings, observer: observer, moment: status.moment)
        } catch {
            throw .failure(error.description)
        }
    }
}
