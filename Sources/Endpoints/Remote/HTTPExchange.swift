import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

extension HTTPClient {
    /// The client for endpoints: one for the whole program, never shut down.
    ///
    /// Redirections are not followed, because a key would travel with them. Repeating and limiting requests are left to
    /// `RemoteModel`, which must see every failure and be kept waiting by no queue but its own.
    package static let endpoints: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .seconds(30)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4096
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
}

/// One `POST` of JSON and the answer to it.
struct HTTPExchange: Sendable {
    let client: HTTPClient
    let url: URL
    /// The value of the header `Authorization`.
    let authorization: String?

    /// More than this is no answer of a language model.
    static let maximumAnswer = 32 << 20
    /// As much of an error's body as is read.
    private static let maximumError = 1 << 16

    /// Sends `body` and waits for the head of an answer.
    ///
    /// - Throws: `AttemptFailure` for every answer whose status is not 2xx.
    func send(_ body: Data, accepting type: String) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "accept", value: type)
        request.headers.add(name: "user-agent", value: "candor")
        if let authorization { request.headers.add(name: "authorization", value: authorization) }
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await connected { try await client.execute(request, deadline: .distantFuture) }
        guard !(200..<300).contains(response.status.code) else { return response }
        throw AttemptFailure(
            status: Int(response.status.code), ServedError(body: try await beginning(of: response)),
            retryAfter: RetryAfter.duration(in: response.headers))
    }

    /// The body of an answer.
    func body(of response: HTTPClientResponse) async throws -> Data {
        var body = Data()
        try await read(response) { chunk in
            body.append(contentsOf: chunk.readableBytesView)
            return true
        }
        return body
    }

    /// Hands over the body of an answer as it comes, until `take` returns false.
    func read(_ response: HTTPClientResponse, _ take: (ByteBuffer) throws -> Bool) async throws {
        var chunks = response.body.makeAsyncIterator()
        var count = 0
        while let chunk = try await connected({ try await chunks.next() }) {
            count += chunk.readableBytes
            guard count <= Self.maximumAnswer else {
                throw AttemptFailure.malformed("the answer is larger than \(Self.maximumAnswer >> 20) MB")
            }
            guard try take(chunk) else { return }
        }
        // A cancelled iteration may look like an ended one.
        try Task.checkCancellation()
    }

    /// What can be had of an error's body; the status is known without it.
    private func beginning(of response: HTTPClientResponse) async throws -> Data {
        var body = Data()
        do {
            try await read(response) { chunk in
                body.append(contentsOf: chunk.readableBytesView)
                return body.count < Self.maximumError
            }
        } catch is AttemptFailure {}
        return body
    }

    /// Turns the errors of the connection into failures of the attempt.
    private func connected<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as HTTPClientError where error == .connectTimeout {
            throw AttemptFailure(.timeout, "no connection could be made in time")
        } catch {
            try Task.checkCancellation()
            throw AttemptFailure(.connection, "\(error)")
        }
    }
}
