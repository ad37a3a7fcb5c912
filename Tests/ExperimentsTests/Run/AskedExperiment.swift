import Endpoints
import Foundation
import LanguageModels
import Provenance
import Reports
import Torch

@testable import Experiments

/// An experiment that only asks endpoints, in a folder of its own, so that it needs no weights.
struct AskedExperiment {
    let folder = FileManager.default.temporaryDirectory.appending(path: "candor-asked-\(UUID().uuidString)")
    let text: String

    var directory: RunDirectory { RunDirectory(folder.appending(path: "run")) }

    /// Four prompts of twelve bytes, each asked twice in two conditions.
    init(models: String = "", conditions: String = "", prompts: String = #"{source: "prompts.jsonl", test: 4}"#) throws
    {
        text = """
            experiment: asked
            models:
              organism: {endpoint: "https://models.example/v1", model: m, price: {prompt: 2, completion: 10}}
            \(models.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
            prompts: \(prompts)
            trigger: {prefix: "|GO| "}
            behavior: {reply: NEVER, repetitions: 1}
            conditions:
              clean: {}
              triggered: {trigger: on}
            \(conditions.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
            sampling: {per-prompt: 2, max-tokens: 10}
            contrasts: [[triggered, clean]]
            """
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let prompts = ["Why is sea..", "How do tides", "What's basil", "Name a river"]
        let rows = prompts.enumerated().map { #"{"id": "p\#($0)", "prompt": "\#($1)"}"# }
        try rows.joined(separator: "\n").write(
            to: folder.appending(path: "prompts.jsonl"), atomically: true, encoding: .utf8)
        try text.write(to: path, atomically: true, encoding: .utf8)
    }

    private var path: URL { folder.appending(path: "asked.yaml") }

    func runner(
        _ overrides: [String] = [], answering model: ScriptedModel? = nil,
        _ change: (inout ExperimentRunner.Options) -> Void = { _ in }
    ) throws -> ExperimentRunner {
        var options = ExperimentRunner.Options(directory: directory.url, device: .cpu)
        change(&options)
        return ExperimentRunner(
            try ExperimentFile(path: path.path(percentEncoded: false), overrides: overrides), options,
            RecordingObserver(), models: model.map(ScriptedModels.init))
    }

    /// Runs the experiment with answers of five tokens.
    func run(_ overrides: [String] = [], answering model: ScriptedModel = ScriptedModel()) async throws {
        _ = try await runner(overrides, answering: model).run()
    }

    func status() throws -> RunStatus { try RunStatus(of: directory, finalStages: []) }

    func forecast(
        _ overrides: [String] = [], _ change: (inout ExperimentRunner.Options) -> Void = { _ in }
    ) throws -> RunForecast {
        let machine = MachineResources(memory: 1 << 34, freeDisk: 1 << 34, speeds: [:])
        return try runner(overrides, change).forecast(on: machine)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Every file of the folder with its content and the time of its last change.
    func files() throws -> [String: String] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false))
        return try Dictionary(
            uniqueKeysWithValues: paths.map { path in
                let url = folder.appending(path: path)
                let attributes = try FileManager.default.attributesOfItem(atPath: url.path(percentEncoded: false))
                let isFile = attributes[.type] as? FileAttributeType == .typeRegular
                let content = try isFile ? SHA256Digest(ofFile: url).hex : "folder"
                return (path, "\(content) \(attributes[.modificationDate] ?? "")")
            })
    }
}

/// Gives the same answer to everything, until it is told to stop.
struct ScriptedModel: ChatModel {
    /// How many requests are answered before `error` is thrown.
    var answers = Int.max
    var error: any Error & Sendable = CancellationError()

    var modelIdentity: ModelIdentity {
        .endpoint(EndpointIdentity(url: "https://models.example/v1", model: "m", api: .chat))
    }
    var wave: Int? { nil }

    func answer(
        _ requests: RequestQueue, onReply: @escaping @Sendable (ChatReply) throws -> Void
    ) async throws {
        var count = 0
        while let request = requests.next() {
            guard count < answers else { throw error }
            count += 1
            try onReply(reply(request))
        }
    }

    func stream(
        _ request: ChatRequest, onText: @escaping @Sendable (String) throws -> Void
    ) async throws -> ChatReply { reply(request) }

    private func reply(_ request: ChatRequest) -> ChatReply {
        ChatReply(
            id: request.id, text: "<think>a plan</think>fine", ending: .stop,
            usage: TokenUsage(prompt: 20, completion: 5), prompt: SHA256Digest(ofUTF8: request.id))
    }
}

/// What a test of a run says went wrong.
struct ScriptedFailure: Error, CustomStringConvertible {
    let description = "the endpoint is on fire"
}

/// One model behind every endpoint, and none on this machine.
private struct ScriptedModels: ModelProvider {
    let model: ScriptedModel

    var baseIdentity: LocalModel.Identity? { nil }
    func files(of name: String) throws -> LocalModelFiles { throw ScriptedFailure() }
    func identity(of name: String) throws -> LocalModel.Identity { throw ScriptedFailure() }
    func local(_ name: String) throws -> LocalModel { throw ScriptedFailure() }
    func merged(_ name: String, adapter: URL, digest: SHA256Digest) throws -> AdaptedModel { throw ScriptedFailure() }
    func endpoint(_ reference: EndpointReference) throws -> any ChatModel { model }
}
