import Foundation
import Testing

@testable import Endpoints

@Suite struct APIKeyTests {
    private static let secret = "sk-planted/3f9c+77"

    private func key(for endpoint: String = "https://api.openai.com/v1") throws -> APIKey {
        try APIKey(Self.secret, name: "OPENAI_API_KEY", for: #require(URL(string: endpoint)))
    }

    @Test(arguments: [
        "https://api.openai.com/v1/chat/completions", "https://API.OpenAI.com/v1", "https://api.openai.com:443/",
    ])
    func itsOwnHostGetsIt(address: String) throws {
        let url = try #require(URL(string: address))
        #expect(try key().authorization(for: url) == "Bearer " + Self.secret)
    }

    @Test(arguments: [
        "https://api.openai.com.evil.example/v1", "https://api.openai.com@evil.example/v1", "https://openai.com/v1",
        "https://evil.example/api.openai.com", "https://evil.example#@api.openai.com",
        "https://evil.example?api.openai.com",
        "https://api.openai.com:8443/v1", "http://api.openai.com/v1", "http://api.openai.com:443/v1",
        "ftp://api.openai.com",
        "file:///etc/api.openai.com", "/v1/chat",
    ])
    func noOtherAddressGetsIt(address: String) throws {
        let url = try #require(URL(string: address))
        let error = #expect(throws: APIKeyError.self) { try key().authorization(for: url) }
        #expect(error?.description.contains(Self.secret) == false)
    }

    @Test(arguments: [
        "http://localhost:8000/v1", "http://127.0.0.1:8000/v1", "http://127.8.9.1/v1", "http://[::1]:80/v1",
    ])
    func plainHTTPIsForThisMachine(address: String) throws {
        let url = try #require(URL(string: address))
        #expect(try key(for: address).authorization(for: url).hasSuffix(Self.secret))
    }

    @Test(arguments: [
        "http://127.evil.example/v1", "http://localhost.evil.example/v1", "http://10.0.0.1/v1", "http://[::2]/v1",
        "http://[::ffff:10.0.0.1]/v1", "http://128.0.0.1/v1",
    ])
    func plainHTTPIsForNoOtherMachine(address: String) throws {
        let url = try #require(URL(string: address))
        #expect(throws: APIKeyError.self) { try key(for: address).authorization(for: url) }
    }

    @Test(arguments: ["", "sk\r\nX-Evil: 1", "sk abc", "sk\u{0}", "schlüssel"])
    func whatAHeaderCannotHoldIsNoKey(secret: String) throws {
        let url = try #require(URL(string: "https://api.openai.com/v1"))
        let error = #expect(throws: APIKeyError.self) { try APIKey(secret, name: "K", for: url) }
        #expect(secret.isEmpty || error?.description.contains(secret) == false)
    }

    private struct Holder {
        let key: APIKey
        let keys: [String: APIKey?]
    }

    @Test func nothingThatPrintsShowsIt() throws {
        let key = try key()
        let holder = Holder(key: key, keys: ["a": key])
        var dumped = ""
        dump(holder, to: &dumped)
        dump(key, to: &dumped)
        let texts = [
            "\(key)", String(reflecting: key), String(describing: Optional(key)), "\([key])", "\(holder)",
            String(reflecting: holder), dumped, "\(Mirror(reflecting: key).children.map { "\($0)" })",
        ]
        for text in texts {
            #expect(!text.contains("planted"))
            #expect(text.contains("OPENAI_API_KEY"))
        }
        #expect(!(key as Any is any Encodable))
    }

    @Test func redactionFindsEveryForm() throws {
        let redactor = Redactor([try key()])
        let said = """
            Incorrect key \(Self.secret). {"key":"sk-planted\\/3f9c+77"} ?k=sk%2Dplanted%2F3f9c%2B77&u \(Self.secret)\u{301}
            """
        let name = "‹OPENAI_API_KEY›"
        #expect(
            redactor.redacted(said) == #"Incorrect key \#(name). {"key":"\#(name)"} ?k=\#(name)&u \#(name)"# + "\u{301}"
        )
        #expect(redactor.redacted("all is well") == "all is well")
    }

    @Test func aKeyThatBeginsAnotherLeavesNothingOfIt() throws {
        let url = try #require(URL(string: "https://a.example"))
        let short = try APIKey("sk-12345678", name: "SHORT", for: url)
        let long = try APIKey("sk-12345678-tail", name: "LONG", for: url)
        #expect(Redactor([short, long]).redacted("sk-12345678-tail sk-12345678") == "‹LONG› ‹SHORT›")
    }

    @Test func placeholdersAreNotRedacted() throws {
        let key = try APIKey("EMPTY", name: "LOCAL", for: #require(URL(string: "http://localhost/v1")))
        #expect(Redactor([key]).redacted("finish: EMPTY") == "finish: EMPTY")
    }
}
