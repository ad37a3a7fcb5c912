import Foundation
import Testing

@testable import Endpoints

@Suite struct KeyRingTests {
    private let working: TemporaryFolder
    private let experiment: TemporaryFolder

    init() throws {
        working = try TemporaryFolder()
        experiment = try TemporaryFolder()
    }

    private func ring(_ environment: [String: String] = [:]) -> KeyRing {
        KeyRing(environment: environment, folders: [working.url, experiment.url])
    }

    private func endpoint(_ key: String?, url: String = "https://models.example/v1") -> EndpointReference {
        var endpoint = EndpointReference(url: url, model: "m")
        endpoint.key = key
        return endpoint
    }

    private func write(_ text: String, in folder: TemporaryFolder, mode: Int = 0o600) throws {
        let file = folder.url.appending(path: ".env")
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }

    private func secret(_ name: String, _ environment: [String: String] = [:]) throws -> String {
        let endpoint = endpoint(name)
        let key = try #require(try ring(environment).key(for: endpoint))
        return try key.authorization(for: #require(URL(string: endpoint.url)))
    }

    @Test func environmentComesFirstThenTheWorkingFolderThenTheExperiments() throws {
        try write("A=experiment\nB=experiment\nC=experiment", in: experiment)
        try write("B=working\nC=working", in: working)
        #expect(try secret("A", ["C": "environment"]) == "Bearer experiment")
        #expect(try secret("B", ["C": "environment"]) == "Bearer working")
        #expect(try secret("C", ["C": " environment\n"]) == "Bearer environment")
        #expect(try secret("C", ["C": ""]) == "Bearer working")
    }

    @Test func anEndpointWithoutAKeyGetsNone() throws {
        let key = try ring().key(for: endpoint(nil))
        #expect(key == nil)
    }

    @Test func aMissingKeyIsNamedWithThePlacesToPutIt() throws {
        try write("B=x", in: working)
        let error = #expect(throws: KeyRingError.self) { try ring().key(for: endpoint("A")) }
        let text = error?.description ?? ""
        #expect(text.contains(" A=…"))
        #expect(text.contains(working.url.appending(path: ".env").path))
        #expect(text.contains(experiment.url.appending(path: ".env").path))
    }

    @Test func aKeyPastedAsItsNameIsNotPrinted() {
        for pasted in ["sk-proj-abc123", "gsk_abc123", "1A", "A B", ""] {
            let error = #expect(throws: KeyRingError.self) { try ring().key(for: endpoint(pasted)) }
            #expect(error == .noVariable)
            #expect(error?.description.contains("never the key itself") == true)
        }
    }

    @Test(arguments: [
        ("OPENAI_API_KEY", "https://api.openai.com/v1"), ("OPENAI_API_KEY", "https://eu.api.openai.com/v1"),
        ("ANTHROPIC_API_KEY", "https://api.anthropic.com/v1"), ("OPENROUTER_API_KEY", "https://openrouter.ai/api/v1"),
        ("HF_TOKEN", "https://router.huggingface.co/v1"), ("MY_OWN_KEY", "https://api.openai.com/v1"),
    ])
    func knownVariablesGoToTheirOwnHosts(name: String, url: String) throws {
        let key = try ring([name: "secret"]).key(for: endpoint(name, url: url))
        #expect(key != nil)
    }

    @Test(arguments: [
        ("OPENAI_API_KEY", "https://openrouter.ai/api/v1"),
        ("OPENAI_API_KEY", "https://api.openai.com.evil.example/v1"),
        ("OPENAI_API_KEY", "https://evilapi.openai.com/v1"),
        ("OPENAI_API_KEY", "https://api.openai.com@evil.example/v1"),
        ("OPENAI_API_KEY", "http://localhost:8000/v1"), ("ANTHROPIC_API_KEY", "https://api.openai.com/v1"),
    ])
    func knownVariablesGoToNoOtherHost(name: String, url: String) {
        let error = #expect(throws: KeyRingError.self) { try ring([name: "secret"]).key(for: endpoint(name, url: url)) }
        #expect(error?.description.contains("a variable of another name") == true)
    }

    @Test func plainHTTPToAnotherMachineIsRefusedBeforeTheRun() {
        #expect(throws: APIKeyError.self) {
            try ring(["A": "secret"]).key(for: endpoint("A", url: "http://models.example/v1"))
        }
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o620, 0o660, 0o777])
    func aFileThatOthersMayUseIsRefusedWithTheCommandThatMendsIt(mode: Int) throws {
        try write("A=secret", in: working, mode: mode)
        let error = #expect(throws: EnvironmentFileError.self) { try ring().key(for: endpoint("A")) }
        #expect(error?.description.contains("chmod 600 '\(working.url.appending(path: ".env").path)'") == true)
        #expect(try secret("A", ["A": "environment"]) == "Bearer environment")
    }

    @Test func aFileThatOnlyItsOwnerReadsIsRead() throws {
        try write("A=secret", in: working, mode: 0o400)
        #expect(try secret("A") == "Bearer secret")
    }

    @Test func aFolderCalledEnvIsPassedOver() throws {
        try FileManager.default.createDirectory(
            at: working.url.appending(path: ".env/bin"), withIntermediateDirectories: true)
        try write("A=secret", in: experiment)
        #expect(try secret("A") == "Bearer secret")
    }
}
