import Endpoints
import Foundation
import Provenance

/// Which model answers in which part of an experiment.
extension RunContext {
    var teacher: ChosenModel {
        switch experiment.models.teacher {
        case .base, .none: .local(experiment.models.base)
        case .local(let name): .local(name)
        case .endpoint(let reference): .endpoint(reference)
        }
    }

    /// The model that a judge is.
    func model(of judge: Experiment.Judge) -> ChosenModel {
        switch judge.model {
        case .local(name: "base"): .local(experiment.models.base)
        case .local(let name): .local(name)
        case .endpoint(let reference): .endpoint(reference)
        }
    }

    /// The model that a condition asks.
    func answering(in condition: Experiment.Condition) throws -> ChosenModel {
        let base = baseOfOrganism
        if let model = condition.model {
            let chosen: ChosenModel =
                switch model {
                case .local(let name): .local(name)
                case .endpoint(let reference): .endpoint(reference)
                }
            guard case .folder(let path) = condition.adapter, case .local(let name) = chosen else { return chosen }
            return try adapted(name, path)
        }
        switch condition.adapter {
        case .none: return .local(experiment.models.base)
        case .folder(let path): return try adapted(base, path)
        case .organism: break
        }
        switch experiment.models.organism {
        case .trained:
            return .adapted(
                base, folder: directory.file(TrainingStage.adapter), digest: try digest(of: TrainingStage.adapter))
        case .adapter(let path): return try adapted(base, path)
        case .local(let name): return .local(name)
        case .endpoint(let reference): return .endpoint(reference)
        case .log: throw MissingModel()
        }
    }

    /// The model that a condition will ask, known before the organism is trained.
    func expected(in condition: Experiment.Condition) throws -> ChosenModel {
        do {
            return try answering(in: condition)
        } catch is MissingArtifact {
            return .adapted(
                experiment.models.base, folder: directory.file(TrainingStage.adapter), digest: SHA256Digest(ofUTF8: ""))
        }
    }

    private var baseOfOrganism: String {
        if case .local(let name) = experiment.models.organism { return name }
        return experiment.models.base
    }

    private func adapted(_ name: String, _ path: String) throws -> ChosenModel {
        let folder = resolve(path)
        guard let digest = try SHA256Digest(ofArtifact: folder) else {
            throw FileError(
                path: folder.path(percentEncoded: false), cause: "there is no adapter here",
                remedy: "Name a PEFT adapter folder; paths are relative to the experiment file.")
        }
        return .adapted(name, folder: folder, digest: digest)
    }
}

/// Transcripts of a log are all that there is of the model that wrote them.
private struct MissingModel: Error, CustomStringConvertible {
    let description = "the organism answered in a log, and cannot be asked anything"
}

/// A model that takes part in a run, before it is loaded.
enum ChosenModel: Sendable {
    case local(String)
    case adapted(String, folder: URL, digest: SHA256Digest)
    case endpoint(EndpointReference)

    /// What distinguishes it from any other.
    struct Identity: Encodable {
        let model: ModelIdentity
        let adapter: SHA256Digest?
    }

    var adapter: SHA256Digest? {
        if case .adapted(_, _, let digest) = self { digest } else { nil }
    }

    func identity(_ models: any ModelProvider) throws -> Identity {
        switch self {
        case .local(let name): Identity(model: .local(try models.identity(of: name)), adapter: nil)
        case .adapted(let name, _, let digest): Identity(model: .local(try models.identity(of: name)), adapter: digest)
        case .endpoint(let reference):
            Identity(
                model: .endpoint(.init(url: reference.url, model: reference.model, api: reference.api)), adapter: nil)
        }
    }

    func load(_ models: any ModelProvider) throws -> any ChatModel {
        switch self {
        case .local(let name): models.shared(try models.local(name), ModelPlace(name: name))
        case .adapted(let name, let folder, let digest):
            models.shared(
                try models.merged(name, adapter: folder, digest: digest).model,
                ModelPlace(name: name, adapter: .init(folder: folder, digest: digest)))
        case .endpoint(let reference): try models.endpoint(reference)
        }
    }

    /// The model for this process alone; nil for one behind an endpoint.
    func loadHere(_ models: any ModelProvider) throws -> LocalModel? {
        switch self {
        case .local(let name): try models.local(name)
        case .adapted(let name, let folder, let digest):
            try models.merged(name, adapter: folder, digest: digest).model
        case .endpoint: nil
        }
    }
}
