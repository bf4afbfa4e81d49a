internal import NIOCore

/// Stands before the parser and tells the connection of bytes, so that a request's time runs from its first byte and
/// not from the end of its head; keeps from the parser what nobody will read.
final class InputGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: ConnectionHandler

    init(connection: ConnectionHandler) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !connection.isDiscarding else { return }
        connection.bytesArrived()
        context.fireChannelRead(data)
    }
}
