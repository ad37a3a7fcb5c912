import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting

@testable import Viewer

/// What a request to the view of some runs is answered with.
struct ViewedPages {
    private let server: ViewServer
    var token: String? { server.policy.token }

    init(_ runs: WrittenRun..., host: String = "127.0.0.1") throws {
        try self.init(folders: runs.map(\.folder), cache: runs[0].cache, host: host)
    }

    init(folders: [URL], cache: URL, host: String = "127.0.0.1") throws {
        var options = ViewServer.Options(folders: folders, host: host, cache: cache)
        options.patience = .seconds(60)
        server = try ViewServer(options)
    }

    init(_ options: ViewServer.Options) throws { server = try ViewServer(options) }

    /// - Parameter body: the fields of a form, encoded.
    func answer(
        _ path: String, _ method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> Answer {
        try await server.application(port: 0).test(.router) { client in
            let response = try await client.execute(
                uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
            return Answer(status: response.status, headers: response.headers, text: String(buffer: response.body))
        }
    }

    /// A form as the view's own pages send it.
    func post(_ path: String, _ body: String) async throws -> Answer {
        try await answer(path, .post, headers: [.origin: "http://localhost"], body: body)
    }
}

struct Answer: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let text: String

    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    /// How often something stands in the text.
    func count(_ part: String) -> Int { text.components(separatedBy: part).count - 1 }
}
