import CNetSNMP
import SNMPOutput

extension AgentXSession {
    /// Answers the master's requests for values where they come in.
    ///
    /// The library would hand each to an agent of its own in this process, by two pipes, and ask that one's handlers: most of
    /// the time that an answer takes. What is not taken here is left to it, as is each request that comes in while it waits for
    /// an answer itself: it asks at its interval whether the session lasts, also where it could tell by the requests.
    func takeRequests(of master: UnsafeMutablePointer<netsnmp_session>) {
        guard master.pointee.callback_magic == nil, let callback = master.pointee.callback else { return }
        handleMessage = callback
        master.pointee.callback = takeMessage
        master.pointee.callback_magic = Unmanaged.passUnretained(self).toOpaque()
    }

    /// Answers a message, where it asks for values; `false` where the library has to do something with it.
    fileprivate func answer(
        _ message: UnsafeMutablePointer<netsnmp_pdu>, of master: UnsafeMutablePointer<netsnmp_session>
    ) -> Bool {
        let isGet = message.pointee.command == virtpulse_agentx_get.rawValue
        guard isGet || message.pointee.command == virtpulse_agentx_getnext.rawValue else { return false }
        // there is one context in which anything is registered
        guard message.pointee.flags & UInt(virtpulse_agentx_non_default_context.rawValue) == 0 else { return false }
        // the answer has all that the message has, and the message's variables rather than a copy
        let variables = message.pointee.variables
        message.pointee.variables = nil
        guard let answer = snmp_clone_pdu(message) else {
            message.pointee.variables = variables
            return false
        }
        answer.pointee.variables = variables
        let (tree, moment) = noteRequest()
        var next = variables
        while let variable = next {
            next = variable.pointee.next_variable
            if isGet {
                variable.get(of: tree, at: moment)
            } else if !variable.getNext(of: tree, at: moment) {
                // its name stays what it was (RFC 2741, section 7.2.3.2)
                variable.set(virtpulse_snmp_end_of_mib_view)
            }
        }
        answer.pointee.command = Int32(virtpulse_agentx_response.rawValue)
        answer.pointee.version = master.pointee.version
        if snmp_send(master, answer) == 0 { snmp_free_pdu(answer) }
        return true
    }

    /// Answers the requests for values that the library has handed to its agent.
    fileprivate func answer(
        _ mode: Int32, _ info: UnsafeMutablePointer<netsnmp_agent_request_info>,
        _ first: UnsafeMutablePointer<netsnmp_request_info>?
    ) {
        let (tree, moment) = noteRequest()
        var current = first
        while let request = current {
            current = request.pointee.next
            guard request.pointee.processed == 0, let variable = request.pointee.requestvb else { continue }
            switch mode {
            case Int32(virtpulse_snmp_get.rawValue): variable.get(of: tree, at: moment)
            // where there is none, the variable stays as it is, and the library goes on with what comes behind
            case Int32(virtpulse_snmp_getnext.rawValue):
                _ = variable.getNext(of: tree, at: moment, isInclusive: request.pointee.inclusive != 0)
            default: netsnmp_set_request_error(info, request, SNMP_ERR_NOTWRITABLE)
            }
        }
    }
}

func answerRequests(
    _ handler: UnsafeMutablePointer<netsnmp_mib_handler>?,
    _ registration: UnsafeMutablePointer<netsnmp_handler_registration>?,
    _ info: UnsafeMutablePointer<netsnmp_agent_request_info>?, _ requests: UnsafeMutablePointer<netsnmp_request_info>?
) -> Int32 {
    guard let info, let session = AgentXSession.of(handler?.pointee.myvoid) else { return Int32(SNMP_ERR_GENERR) }
    session.answer(info.pointee.mode, info, requests)
    return Int32(SNMP_ERR_NOERROR)
}

private func takeMessage(
    _ operation: Int32, _ master: UnsafeMutablePointer<netsnmp_session>?, _ request: Int32,
    _ message: UnsafeMutablePointer<netsnmp_pdu>?, _ me: UnsafeMutableRawPointer?
) -> Int32 {
    guard let session = AgentXSession.of(me) else { return 1 }
    if operation == Int32(NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE), let master, let message,
        session.answer(message, of: master)
    {
        return 1
    }
    return session.handleMessage?(operation, master, request, message, nil) ?? 1
}
