import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on this machine that does to each request what its script says, and counts what happens.
package final class ScriptedServer: Sendable {
    package let url: String
    private let channel: any Channel
    private let counts: Counts

    /// - Parameter script: what to do with a request.
    package init(_ script: @escaping @Sendable (Received) -> Action) async throws {
        let counts = Counts()
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(Handler(script: script, counts: counts))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.counts = counts
        url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/v1"
    }

    /// Runs a test against a server that is gone afterwards.
    package static func with(
        _ script: @escaping @Sendable (Received) -> Action, _ test: (ScriptedServer) async throws -> Void
    ) async throws {
        let server = try await ScriptedServer(script)
        do { try await test(server) } catch {
            try? await server.channel.close()
            throw error
        }
        try await server.channel.close()
    }

    /// The requests that were received, in their order.
    package var received: [Received] { counts.state.withLock { $0.received } }

    /// The most requests that were in work at one time.
    package var peak: Int { counts.state.withLock { $0.peak } }

    final class Counts: Sendable {
        struct State {
            var received: [Received] = []
            var inWork = 0
            var peak = 0
        }
        let state = Mutex(State())

        func begin(_ request: Received) -> Received {
            state.withLock { state in
                var request = request
                request.number = state.received.count
                state.received.append(request)
                state.inWork += 1
                state.peak = max(state.peak, state.inWork)
                return request
            }
        }

        func end() { state.withLock { $0.inWork -= 1 } }
    }
}

/// A request as it was received.
package struct Received: Sendable {
    /// Counted from 0 over the life of the server.
    package fileprivate(set) var number = 0
    package let path: String
    package let headers: HTTPHeaders
    package let body: Data

    package var fields: [String: Any] { (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:] }

    /// The last message of the conversation.
    package var question: String {
        ((fields["messages"] ?? fields["input"]) as? [[String: Any]])?.last?["content"] as? String ?? ""
    }
}

/// What a server does with a request.
package indirect enum Action: Sendable {
    case answer(status: Int = 200, headers: [(String, String)] = [], _ body: String, type: String = "application/json")
    /// Sends the body piece by piece, then ends it properly or cuts the connection.
    case pieces([[UInt8]], pause: Int = 0, type: String = "text/event-stream", cut: Bool = false)
    case hang
    case cut
    /// Milliseconds, then something else.
    case later(Int, Action)

    package static func error(_ status: Int, _ message: String = "out of order", headers: [(String, String)] = [])
        -> Action
    {
        .answer(status: status, headers: headers, #"{"error":{"message":"\#(message)","type":"x","code":null}}"#)
    }

    /// Server-sent events, each in a piece of its own.
    package static func events(_ data: [String], cut: Bool = false) -> Action {
        .pieces(data.map { Array("data: \($0)\n\n".utf8) }, cut: cut)
    }
}

private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let script: @Sendable (Received) -> Action
    private let counts: ScriptedServer.Counts
    private var head: HTTPRequestHead?
    private var body = Data()
    private var isInWork = false

    init(script: @escaping @Sendable (Received) -> Action, counts: ScriptedServer.Counts) {
        self.script = script
        self.counts = counts
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = Data()
        case .body(let chunk): body.append(contentsOf: chunk.readableBytesView)
        case .end:
            guard let head else { return }
            isInWork = true
            let request = counts.begin(Received(path: head.uri, headers: head.headers, body: body))
            perform(script(request), NIOLoopBound(context, eventLoop: context.eventLoop))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        endWork()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func endWork() {
        if isInWork { counts.end() }
        isInWork = false
    }

    private func perform(_ action: Action, _ bound: NIOLoopBound<ChannelHandlerContext>) {
        let context = bound.value
        switch action {
        case .hang: break
        case .cut: context.close(promise: nil)
        case .later(let milliseconds, let action):
            let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
                handler.value.perform(action, bound)
            }
        case .answer(let status, let headers, let text, let type):
            var fields = HTTPHeaders(headers)
            fields.add(name: "content-type", value: type)
            fields.add(name: "content-length", value: "\(text.utf8.count)")
            write(.head(.init(version: .http1_1, status: .init(statusCode: status), headers: fields)), context)
            write(.body(.byteBuffer(ByteBuffer(string: text))), context)
            finish(context)
        case .pieces(let pieces, let pause, let type, let cut):
            let fields: HTTPHeaders = ["content-type": type, "transfer-encoding": "chunked"]
            write(.head(.init(version: .http1_1, status: .ok, headers: fields)), context)
            context.flush()
            send(pieces[...], pause: pause, cut: cut, bound)
        }
    }

    private func send(
        _ pieces: ArraySlice<[UInt8]>, pause: Int, cut: Bool, _ bound: NIOLoopBound<ChannelHandlerContext>
    ) {
        let context = bound.value
        guard context.channel.isActive else { return }
        guard let piece = pieces.first else { return cut ? context.close(promise: nil) : finish(context) }
        write(.body(.byteBuffer(ByteBuffer(bytes: piece))), context)
        context.flush()
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(Int64(pause))) {
            handler.value.send(pieces.dropFirst(), pause: pause, cut: cut, bound)
        }
    }

    private func write(_ part: HTTPServerResponsePart, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(part), promise: nil)
    }

    private func finish(_ context: ChannelHandlerContext) {
        endWork()
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
