import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Viewer

@Suite struct AccessPolicyTests {
    private func request(
        _ authority: String?, _ method: HTTPRequest.Method = .get, _ fields: [String: String] = [:]
    ) -> Request {
        var headers = HTTPFields()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return Request(
            head: HTTPRequest(method: method, scheme: "http", authority: authority, path: "/", headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
    }

    @Test(arguments: ["localhost:7070", "127.0.0.1:7070", "127.0.0.1", "[::1]:7070", "LOCALHOST"])
    func loopbackIsAnsweredByItsNames(_ authority: String) {
        #expect(AccessPolicy(host: "127.0.0.1").refusal(of: request(authority)) == nil)
    }

    @Test(arguments: [
        "evil.example", "evil.example:7070", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.5:7070",
        "", "127.evil", "[fe80::1]:7070", "0.0.0.0:7070",
    ])
    func aNameThatWasReboundIsRefused(_ authority: String) {
        let refusal = AccessPolicy(host: "127.0.0.1").refusal(of: request(authority))
        #expect(refusal?.status == .misdirectedRequest)
    }

    @Test func aRequestWithoutHostIsRefused() {
        #expect(AccessPolicy(host: "127.0.0.1").refusal(of: request(nil)) != nil)
    }

    @Test func beyondLoopbackAddressesAreAnsweredAndForeignNamesRefused() {
        let policy = AccessPolicy(host: "0.0.0.0")
        #expect(policy.refusal(of: request("10.0.0.5:7070")) == nil)
        #expect(policy.refusal(of: request("evil.example:7070"))?.status == .misdirectedRequest)
    }

    @Test func formsOfTheViewsOwnPagesAreTaken() {
        let policy = AccessPolicy(host: "127.0.0.1")
        let own = [
            ["Sec-Fetch-Site": "same-origin", "Origin": "null"], ["Sec-Fetch-Site": "same-origin"],
            ["Origin": "http://localhost:7070"],
        ]
        for fields in own { #expect(policy.refusal(of: request("localhost:7070", .post, fields)) == nil) }
    }

    @Test(arguments: [
        [:], ["Origin": "http://evil.example"], ["Origin": "null"], ["Origin": "http://localhost:8080"],
        ["Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:7070"], ["Sec-Fetch-Site": "none"],
        ["Sec-Fetch-Site": "same-site"],
    ])
    func formsOfOtherSitesAreRefused(_ fields: [String: String]) {
        let refusal = AccessPolicy(host: "127.0.0.1").refusal(of: request("localhost:7070", .post, fields))
        #expect(refusal?.status == .forbidden)
    }

    @Test(arguments: [HTTPRequest.Method.put, .delete, .patch, .options, .trace])
    func nothingButReadingAndFormsIsUnderstood(_ method: HTTPRequest.Method) {
        let refusal = AccessPolicy(host: "127.0.0.1").refusal(of: request("localhost", method))
        #expect(refusal?.status == .methodNotAllowed)
    }

    @Test func loopbackNeedsNoTokenAndOtherHostsDo() {
        #expect(AccessPolicy(host: "127.0.0.1").token == nil)
        #expect(AccessPolicy(host: "localhost").token == nil)
        #expect(AccessPolicy(host: "::1").token == nil)
        #expect(AccessPolicy(host: "0.0.0.0").token != nil)
        #expect(AccessPolicy(host: "127.evil.example").token != nil)
        #expect(AccessPolicy(host: "0.0.0.0").token != AccessPolicy(host: "0.0.0.0").token)
    }

    @Test func onlyTheWholeTokenAdmits() throws {
        let policy = AccessPolicy(host: "0.0.0.0")
        let token = try #require(policy.token)
        #expect(policy.admits(token))
        #expect(!policy.admits(nil))
        #expect(!policy.admits(""))
        #expect(!policy.admits(String(token.dropLast())))
        #expect(!policy.admits(token + "a"))
        #expect(token.utf8.count >= 32)
    }

    /// Where a token in the address leads on to.
    @Test(arguments: [
        ("/", "/"), ("/runs/x", "/runs/x"), ("//evil.example/x", "/"), ("/\\evil.example", "/"), ("", ""),
    ])
    func nobodyIsLedToAnotherHost(path: String, local: String) {
        #expect(AccessCheck<BasicRequestContext>.local(path) == local)
    }
}
