import Foundation
import Synchronization
import Torch

/// A model on this machine that all processes of a group have: each request is answered by whichever of them is free first.
///
/// The requests are handed out in portions, each computed as one batch. Which process computes a portion changes nothing about
/// its answers; nor does how many processes there are, but for the rounding of batches of other sizes.
package struct ShardedModel: ChatModel {
    private let model: LocalModel
    private let group: ProcessGroup
    private let summon: @Sendable (_ job: String) throws -> Void

    /// - Parameter summon: has every other process call ``serve(_:with:in:)`` with the name of a job.
    package init(_ model: LocalModel, in group: ProcessGroup, summon: @escaping @Sendable (String) throws -> Void) {
        self.model = model
        self.group = group
        self.summon = summon
    }

    package var modelIdentity: ModelIdentity { model.modelIdentity }
    package var wave: Int? { model.wave }

    package func answer(
        _ requests: RequestQueue, onReply: @escaping @Sendable (ChatReply) throws -> Void
    ) async throws {
        let job = ShardedJob(group, portion: portion(of: requests.count))
        try summon(job.name)
        let isBusy = Mutex(())
        let deliver: @Sendable (ChatReply) throws -> Void = { reply in
            try isBusy.withLock { _ in try onReply(reply) }
        }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask(executorPreference: globalConcurrentExecutor) { try await job.handOut(requests, deliver) }
            tasks.addTask {
                let generator = model.generator()
                while case let portion = requests.next(job.portion), !portion.isEmpty {
                    try model.complete(portion, with: generator, onReply: deliver)
                }
            }
            while try await tasks.next() != nil {}
        }
    }

    package func stream(
        _ request: ChatRequest, onText: @escaping @Sendable (String) throws -> Void
    ) async throws -> ChatReply { try await model.stream(request, onText: onText) }

    /// Computes portions of a job that another process handed out, until there are no more; gives how many requests it answered.
    @discardableResult
    package static func serve(_ job: String, with model: LocalModel, in group: ProcessGroup) throws -> Int {
        let generator = model.generator()
        var count = 0
        while case let portion = try ShardedJob.takePortion(of: job, group), !portion.isEmpty {
            try model.complete(portion, with: generator) { try ShardedJob.send($0, for: job, group) }
            count += portion.count
        }
        return count
    }

    /// How many requests are computed together: as few rounds as the model's waves allow, of portions of one size, so that the
    /// processes end together.
    private func portion(of count: Int) -> Int {
        let wave = max(model.wave ?? 1, 1)
        let rounds = max(1, (count + wave * group.size - 1) / (wave * group.size))
        return max(1, (count + rounds * group.size - 1) / (rounds * group.size))
    }
}
