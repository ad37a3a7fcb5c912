import Endpoints
import Foundation
import Provenance
import Torch

/// The processes that make one run together.
///
/// Rank 0 runs the experiment and owns the run's folder. The others wait for what it asks of them: to answer requests with a model
/// of this machine, or to take part in the training.
package final class RunTeam: Sendable {
    let group: ProcessGroup
    private let experiment: SHA256Digest

    package init(_ group: ProcessGroup, _ file: ExperimentFile) {
        self.group = group
        experiment = file.digest
    }

    /// Asks something of all other processes.
    func ask(_ work: WorkOrder.Work, precision: String?) throws {
        let order = try JSONEncoder().encode(WorkOrder(experiment: experiment, precision: precision, work: work))
        for rank in 1..<group.size { try group.push(order, to: Self.orders(rank)) }
    }

    /// The next thing that rank 0 asks of this process, however long that takes.
    func nextOrder() throws -> WorkOrder {
        let order = try JSONDecoder().decode(WorkOrder.self, from: group.take(from: Self.orders(group.rank)))
        guard order.experiment == experiment else { throw DifferentExperiment(rank: group.rank) }
        return order
    }

    /// Runs `body`, and has no other process left behind, however it ends.
    func together<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            let result = try await body()
            if group.isFirst { try ask(.end, precision: nil) }
            group.leave()
            return result
        } catch is CancellationError {
            group.fail(nil)
            throw CancellationError()
        } catch ProcessGroupError.interrupted {
            group.fail(nil)
            throw CancellationError()
        } catch {
            group.fail("\(error)")
            throw error
        }
    }

    /// Runs `body`, and cancels it when another process fails.
    ///
    /// - Throws: what became of that process.
    func watching(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { [group] tasks in
            tasks.addTask(executorPreference: globalConcurrentExecutor) {
                while true {
                    try group.checkPeers()
                    try await Task.sleep(for: .milliseconds(500))
                }
            }
            tasks.addTask { try await body() }
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    private static func orders(_ rank: Int) -> String { "orders/\(rank)" }
}

/// A process that was started with something else than rank 0.
struct DifferentExperiment: Error, CustomStringConvertible {
    let rank: Int

    var description: String {
        "rank \(rank) runs another experiment file, or other --set options, than rank 0: start all processes with the same command"
    }
}
