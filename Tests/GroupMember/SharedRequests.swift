import ChatTemplates
import Endpoints
import Foundation
import Generation
import Provenance
import Synchronization
import Torch

/// What a model answers to many requests, in one process or several.
struct SharedRequests: Encodable {
    /// By request; in rank 0 only.
    private(set) var answers: [String: String] = [:]
    /// How many of the requests another process than rank 0 computed.
    private(set) var helped = 0

    /// - Parameter folder: the model's.
    init(_ environment: LaunchEnvironment, model folder: URL) async throws {
        var model = try LocalModel(
            loading: ModelReference(folder.path, relativeTo: folder), dtype: .float32, device: .cpu)
        model.wave = 3
        guard environment.processCount > 1 else {
            answers = try await Self.answers(of: model)
            return
        }
        let group = try ProcessGroup(environment, patience: .seconds(20))
        try group.barrier("the model is loaded")
        if group.isFirst {
            let shared = ShardedModel(model, in: group) { job in
                for rank in 1..<group.size { try group.push(Data(job.utf8), to: "jobs/\(rank)") }
            }
            answers = try await Self.answers(of: shared)
        } else {
            let job = String(decoding: try group.take(from: "jobs/\(group.rank)"), as: UTF8.self)
            helped = try ShardedModel.serve(job, with: model, in: group)
        }
        group.leave()
    }

    private static func answers(of model: some ChatModel) async throws -> [String: String] {
        let requests = (0..<31).map { index in
            ChatRequest(
                id: "\(index)", messages: [ChatMessage(role: "user", content: "Question \(index)")],
                settings: SamplingSettings(temperature: 0.8, maximumTokens: 20 + index),
                key: RandomKey(experimentSeed: 5, stage: "sharing", recordID: "\(index)"))
        }
        let answers = Mutex<[String: String]>([:])
        try await model.answer(RequestQueue(requests)) { reply in
            answers.withLock { $0[reply.id, default: ""] += reply.text }
        }
        return answers.withLock { $0 }
    }
}
