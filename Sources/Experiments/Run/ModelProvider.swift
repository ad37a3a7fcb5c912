import Endpoints
import Foundation
import LanguageModels
import Provenance
import Synchronization
import Torch

/// Where the models of a run come from.
package protocol ModelProvider: Sendable {
    /// The base model as the run knows it; nil while nothing has asked for a model on this machine.
    var baseIdentity: LocalModel.Identity? { get }

    /// The tokenizer and chat template of a model on this machine; its weights are not loaded.
    func files(of name: String) throws -> LocalModelFiles

    /// What distinguishes a model on this machine from any other; its weights are not loaded.
    func identity(of name: String) throws -> LocalModel.Identity

    func local(_ name: String) throws -> LocalModel

    /// A model on this machine with an adapter merged into it.
    func merged(_ name: String, adapter: URL, digest: SHA256Digest) throws -> AdaptedModel

    func endpoint(_ reference: EndpointReference) throws -> any ChatModel

    /// The same model, with the help of the other processes of the run, if there are any.
    func shared(_ model: LocalModel, _ place: ModelPlace) -> any ChatModel
}

extension ModelProvider {
    package func shared(_ model: LocalModel, _ place: ModelPlace) -> any ChatModel { model }
}

/// A model with the adapter that was merged into it.
package struct AdaptedModel: Sendable {
    package let base: LocalModel
    package let model: LocalModel
    package let adapter: LowRankAdapter
    package let digest: SHA256Digest
}

/// The models of this machine, each loaded when it is first needed, and those behind endpoints.
package final class ModelPool: ModelProvider {
    private let experiment: Experiment
    private let experimentFile: URL
    private let device: Device
    /// Whether replies of endpoints are kept between runs.
    private let keepsReplies: Bool
    /// The base model of an earlier attempt at the same run, whose precision is kept: what is fastest is measured, and two
    /// measurements may differ.
    private let known: LocalModel.Identity?
    /// The number format that another process of the run measured.
    private let precision: String?
    /// The processes that make the run together; nil for one alone.
    private let team: RunTeam?
    private let state = Mutex(State())

    private struct State {
        var files: [String: LocalModelFiles] = [:]
        var identities: [String: LocalModel.Identity] = [:]
        var models: [String: LocalModel] = [:]
        var adapted: (name: String, model: AdaptedModel)?
        var endpoints: [EndpointReference: RemoteModel] = [:]
        var dtype: DType?
    }

    package init(
        _ experiment: Experiment, experimentFile: URL, device: Device, keepsReplies: Bool, known: LocalModel.Identity?,
        precision: String? = nil, team: RunTeam? = nil
    ) {
        self.experiment = experiment
        self.experimentFile = experimentFile
        self.device = device
        self.keepsReplies = keepsReplies
        self.known = known
        self.precision = precision
        self.team = team
    }

    package var baseIdentity: LocalModel.Identity? {
        // It carries the precision, which the run must remember as soon as it is measured.
        guard state.withLock({ $0.dtype }) != nil else { return known }
        return (try? identity(of: experiment.models.base)) ?? known
    }

    package func files(of name: String) throws -> LocalModelFiles {
        if let files = state.withLock({ $0.files[name] }) { return files }
        let files = try LocalModelFiles(
            ModelReference(name, relativeTo: experimentFile.deletingLastPathComponent()))
        state.withLock { $0.files[name] = files }
        return files
    }

    package func identity(of name: String) throws -> LocalModel.Identity {
        if let identity = state.withLock({ $0.identities[name] }) { return identity }
        let identity = try files(of: name).identity(dtype: dtype(), device: device)
        state.withLock { $0.identities[name] = identity }
        return identity
    }

    package func local(_ name: String) throws -> LocalModel {
        if let model = state.withLock({ $0.models[name] }) { return model }
        let model = try files(of: name).load(identity: identity(of: name), dtype: dtype(), device: device)
        state.withLock { $0.models[name] = model }
        return model
    }

    package func merged(_ name: String, adapter folder: URL, digest: SHA256Digest) throws -> AdaptedModel {
        if let (known, model) = state.withLock({ $0.adapted }), known == name, model.digest == digest { return model }
        // One at a time: each is a copy of all adapted weights.
        state.withLock { $0.adapted = nil }
        let base = try local(name)
        let adapter = try LowRankAdapter(loading: folder, for: base.languageModel)
        let adapted = AdaptedModel(base: base, model: try base.merging(adapter), adapter: adapter, digest: digest)
        state.withLock { $0.adapted = (name, adapted) }
        return adapted
    }

    package func endpoint(_ reference: EndpointReference) throws -> any ChatModel {
        if let model = state.withLock({ $0.endpoints[reference] }) { return model }
        let key = try KeyRing(besides: experimentFile).key(for: reference)
        let store = try keepsReplies ? ResponseCache(redactor: Redactor(key.map { [$0] } ?? [])) : nil
        let model = try RemoteModel(
            reference, key: key, template: reference.template.map { try files(of: $0).format.template }, store: store)
        state.withLock { $0.endpoints[reference] = model }
        return model
    }

    package func shared(_ model: LocalModel, _ place: ModelPlace) -> any ChatModel {
        guard let team else { return model }
        return ShardedModel(model, in: team.group) { job in
            try team.ask(.answer(job: job, place), precision: model.identity.precision)
        }
    }

    private func dtype() throws -> DType {
        if let dtype = state.withLock({ $0.dtype }) { return dtype }
        let wanted = experiment.training.precision
        let isKnown = wanted == .auto && known?.device == device.description
        let dtype: DType =
            switch precision ?? (isKnown ? known?.precision : nil) {
            case "bf16"?: .bfloat16
            case "fp32"?: .float32
            default: try wanted.dtype(on: device)
            }
        state.withLock { $0.dtype = dtype }
        return dtype
    }
}

extension Experiment.Precision {
    /// The number format to compute in on `device`.
    package func dtype(on device: Device) throws -> DType {
        switch self {
        case .auto: try ComputePrecision(fastestOn: device).dtype
        case .bf16: .bfloat16
        case .fp32: .float32
        }
    }
}
