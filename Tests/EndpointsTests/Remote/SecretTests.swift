import Foundation
import ScriptedServer
import Testing

@testable import Endpoints

@Suite(.timeLimit(.minutes(10))) struct SecretTests {
    private let secret = "sk-test-4f3c0123456789abcdef"

    private func key(for url: String) throws -> APIKey {
        try APIKey(secret, name: "TEACHER_KEY", for: #require(URL(string: url)))
    }

    @Test func theKeyIsSentInItsHeaderOnly() async throws {
        try await ScriptedServer.with({ _ in .answer(completion("Four.")) }) { server in
            let model = try RemoteModel(reference(server.url), key: key(for: server.url))
            _ = try await model.reply(to: request())
            let received = try #require(server.received.first)
            #expect(received.headers["authorization"] == ["Bearer \(secret)"])
            #expect(!String(decoding: received.body, as: UTF8.self).contains(secret))
            #expect(!received.path.contains(secret))
        }
    }

    @Test(arguments: [
        #"{"error":{"message":"no access with Authorization: Bearer KEY"}}"#, "your header was 'Bearer KEY'",
        #"{"error":{"message":"sk-test-\u0000KEY\u200b"}}"#, "\(String(repeating: "x", count: 280)) KEY",
    ])
    func aKeyThatIsSentBackIsNotRepeated(body: String) async throws {
        let body = body.replacing("KEY", with: secret)
        for action in [Action.answer(status: 400, body), .answer(status: 500, body), .answer(body)] {
            try await ScriptedServer.with({ _ in action }) { server in
                let model = try RemoteModel(
                    reference(server.url), key: key(for: server.url), timepiece: ManualTime().timepiece)
                let reply = try await model.reply(to: request())
                let message = try #require(reply.failure?.message)
                #expect(!message.contains(secret) && !message.contains("0123456789"))
                #expect(message.count <= 300)
                #expect(!message.unicodeScalars.contains { $0.value < 0x20 })
                #expect(!"\(reply)".contains(secret))
            }
        }
    }

    @Test func aKeyThatIsSentBackWithStatus401IsNotThrown() async throws {
        try await ScriptedServer.with({ _ in .error(401, "wrong: \(secret)") }) { server in
            let model = try RemoteModel(
                reference(server.url) { $0.key = "TEACHER_KEY" }, key: key(for: server.url))
            let error = await #expect(throws: EndpointError.self) { _ = try await model.reply(to: request()) }
            let description = try #require(error).description
            #expect(!description.contains(secret))
            #expect(description.contains("TEACHER_KEY"))
        }
    }

    @Test(arguments: [301, 302, 307, 308])
    func redirectionsAreNotFollowed(status: Int) async throws {
        try await ScriptedServer.with({ _ in .answer(completion("stolen")) }) { thief in
            try await ScriptedServer.with({ _ in
                .answer(status: status, headers: [("Location", thief.url + "/chat/completions")], "")
            }) { server in
                let model = try RemoteModel(reference(server.url), key: key(for: server.url))
                let reply = try await model.reply(to: request())
                #expect(reply.failure?.kind == .rejected)
                #expect(reply.failure?.message.contains("redirections are not followed") == true)
                #expect(thief.received.isEmpty)
            }
        }
    }

    @Test func aKeyForAnotherHostIsRefused() throws {
        let key = try key(for: "https://api.example.com/v1")
        #expect(throws: APIKeyError.self) { _ = try RemoteModel(reference("https://other.example.com/v1"), key: key) }
    }

    @Test(arguments: [
        "https://user:hunter2@api.example.com/v1", "https://hunter2@api.example.com/v1",
        "https://api.example.com/v1?api_key=hunter2", "https://api.example.com/v1#hunter2",
        "ftp://hunter2.example.com/v1", "hunter2", "", "https:///v1", "https://api.example.com/v1/chat/completions/",
    ])
    func addressesThatHoldASecretOrLeadNowhereAreRefused(url: String) {
        let error = #expect(throws: EndpointError.self) { _ = try RemoteModel(reference(url)) }
        #expect(error?.description.contains("url") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func aSlashAtTheEndIsTheSameAddress() throws {
        let plain = try RemoteModel(reference("https://api.example.com/v1"))
        #expect(try RemoteModel(reference("https://api.example.com/v1//")).modelIdentity == plain.modelIdentity)
        #expect(plain.exchange.url.absoluteString == "https://api.example.com/v1/chat/completions")
    }
}
