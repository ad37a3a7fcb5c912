import Endpoints
import Testing

@testable import Experiments

/// Endpoints as experiment files name them.
@Suite struct EndpointReferenceTests {
    private func endpoint(_ more: String) throws -> EndpointReference {
        let text = ExperimentFileTests.minimal + "\nmodels: {teacher: {endpoint: 'https://host/v1', model: m, \(more)}}"
        guard case .endpoint(let endpoint) = try ExperimentFileTests.read(text).models.teacher else {
            throw ExperimentFileError(place: "", problem: "no endpoint")
        }
        return endpoint
    }

    private func message(_ keys: String) -> String {
        ExperimentFileErrorTests.message(for: "models: {teacher: {\(keys)}}")
    }

    @Test func everyKeyIsReadAndHasADefault() throws {
        #expect(try endpoint("") == EndpointReference(url: "https://host/v1", model: "m"))
        var all = EndpointReference(url: "https://host/v1", model: "m")
        all.api = .responses
        all.key = "MY_KEY_2"
        all.prefill = .finalMessage
        all.concurrency = .init(initial: 2, maximum: 4)
        all.timeout = 1.5
        all.attempts = 1
        all.deadline = 9
        all.price = .init(prompt: 0, completion: 2.5)
        #expect(
            try endpoint(
                """
                api: responses, key: MY_KEY_2, prefill: final-message, concurrency: {initial: 2, maximum: 4}, \
                timeout: 1.5, attempts: 1, deadline: 9, price: {prompt: 0, completion: 2.5}
                """) == all)
        #expect(try endpoint("api: completions, template: ./m.gguf").template == "./m.gguf")
        #expect(try endpoint("concurrency: 20").concurrency == .init(initial: 20, maximum: 20))
    }

    @Test func impossibleEndpointsAreErrors() {
        let start = "endpoint: 'https://host/v1', model: m, "
        let cases = [
            ("model: m", "models.teacher needs the key 'endpoint'"),
            ("endpoint: 'https://host/v1'", "models.teacher needs the key 'model'"),
            ("endpoint: host/v1, model: m", "models.teacher.endpoint: expected a URL such as https://host/v1"),
            ("endpoint: 'ftp://host/v1', model: m", "expected a URL such as https://host/v1"),
            ("endpoint: 'https://', model: m", "expected a URL such as https://host/v1"),
            ("endpoint: 'https://h/v1#x', model: m", "expected a URL such as https://host/v1, without a query"),
            (start + "api: completions", "'api: completions' needs the key 'template'"),
            (start + "template: ./m", "models.teacher.template has no meaning without 'api: completions'"),
            (start + "api: completions, template: ./m, prefill: none", "prefill has no meaning for 'api: completions'"),
            (
                start + "api: responses, prefill: continue-final-message",
                "'api: responses' knows none and final-message"
            ),
            (start + "api: chats", "models.teacher.api: unknown 'chats'; did you mean 'chat'?"),
            (start + "concurrency: 0", "expected a whole number of at least 1, found 0"),
            (start + "concurrency: {initial: 5, maximum: 4}", "the initial number is larger than the maximum"),
            (start + "concurrency: {initial: 5}", "models.teacher.concurrency needs the key 'maximum'"),
            (start + "timeout: 0", "models.teacher.timeout: expected a number above 0"),
            (start + "attempts: 0", "models.teacher.attempts: expected a whole number of at least 1"),
            (start + "deadline: soon", "models.teacher.deadline: expected a number above 0, found soon"),
            (start + "price: {prompt: 1}", "models.teacher.price needs the key 'completion'"),
            (start + "price: {prompt: -1, completion: 1}", "expected a number of at least 0"),
            (start + "tiemout: 5", "did you mean 'timeout'?"),
        ]
        for (keys, expected) in cases {
            #expect(message(keys).contains(expected), "\(keys): \(message(keys))")
        }
    }

    @Test(arguments: ["KEY", "OPENAI_API_KEY", "_X1", "VLLM_KEY_2"])
    func keysAreNamesOfEnvironmentVariables(name: String) throws {
        #expect(try endpoint("key: \(name)").key == name)
    }

    /// Made up, in the forms that services give out.
    private static let secrets = [
        "sk-proj-0a1B2c3D4e5F6g7H8i9J", "hf_abcdefghijKLMNOPQRST", "AKIA0123456789ABCDEF", "gsk_0A1b2C3d4E5f", "sesame",
        "0123456789ABCDEF0123456789ABCDEF", "Bearer 0a1B2c3D", "sk_live_0A1B2C3D", "A0B1C2D3E4F5G6H7I8J9_X",
    ]

    @Test(arguments: secrets)
    func errorsNeverRepeatWhatMayBeAKey(secret: String) {
        let start = "endpoint: 'https://host/v1', model: m, "
        for keys in [
            start + "key: '\(secret)'", start + "key: ['\(secret)']", start + "api-key: '\(secret)'",
            "key: '\(secret)', model: m", "key: '\(secret)', endpont: x",
            "endpoint: 'https://u:\(secret)@host/v1', model: m",
            "endpoint: 'https://\(secret)@host/v1', model: m", "endpoint: 'https://host/v1?key=\(secret)', model: m",
            "endpoint: 'https://u:\(secret)/x@host/v1', model: m", "endpoint: '\(secret)', model: m",
            start + "timeout: x, key: '\(secret)'",
        ] {
            for text in [
                message(keys),
                ExperimentFileErrorTests.message(for: "seed: 1", set: "models.teacher={\(keys)}"),
                ExperimentFileErrorTests.message(for: "conditions: {a: {model: {\(keys)}}}"),
                ExperimentFileErrorTests.message(for: "models: {organism: {\(keys)}}"),
            ] {
                #expect(text != "no error" && !text.contains(secret), "\(text)")
            }
        }
        for override in [
            "models.teacher.key=\(secret)", "models.teacher.api-key=\(secret)", "models.teacher.key.a=\(secret)",
            "models.teacher.endpoint=https://u:\(secret)@host", "models.teacher={key: \(secret)",
        ] {
            let text = ExperimentFileErrorTests.message(
                for: "models: {teacher: {endpoint: 'https://host/v1', model: m}}", set: override)
            #expect(text.hasPrefix("--set models.teacher") && !text.contains(secret), "\(text)")
        }
    }

    @Test func theErrorSaysWhereAKeyBelongs() {
        #expect(
            message("endpoint: 'https://host/v1', model: m, key: 'sk-123'")
                == "test.yaml:4:64: models.teacher.key: expected the name of an environment variable that holds the key, "
                + "such as OPENAI_API_KEY; what stands here is not shown, as it may be the key itself")
        #expect(message("endpoint: 'https://u:p@host', model: m").contains("put the key into an environment variable"))
    }
}
