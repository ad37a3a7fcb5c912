import CTorch
import Foundation
import Synchronization

/// Processes that compute together, each started with the same command: this one's rank, and what they exchange.
///
/// Tensors on the CPU go through Gloo, those on CUDA devices through NCCL. All processes must begin the same operations in the
/// same order. Nothing waits for a process that has ended: every wait ends with a ``ProcessGroupError`` that names it.
package final class ProcessGroup: Sendable {
    package let environment: LaunchEnvironment
    private let store: SharedStore
    private let watch: PeerWatch
    private let backends: Backends
    private let timeout: Duration

    package var rank: Int { environment.rank }
    package var size: Int { environment.processCount }
    /// Whether this process writes what there is to be written.
    package var isFirst: Bool { rank == 0 }

    /// Meets the other processes.
    ///
    /// - Parameters:
    ///   - patience: how long the others may take to come.
    ///   - timeout: how long an operation may wait for processes that are alive.
    ///   - silence: how long another process may give no sign of life.
    package init(
        _ environment: LaunchEnvironment, patience: Duration = .seconds(300),
        timeout: Duration = .seconds(1_800), silence: Duration = .seconds(30)
    ) throws {
        self.environment = environment
        self.timeout = timeout
        do throws(TorchError) {
            let store = try SharedStore(environment, timeout: patience)
            self.store = store
            backends = Backends(
                gloo: Backend(try store.gloo(environment, timeout: min(patience, timeout))))
        } catch {
            throw ProcessGroupError.unmet(rank: environment.rank, environment, cause: error.message)
        }
        watch = try PeerWatch(store, environment, silence: silence) { [backends] in backends.abandon() }
    }

    // MARK: Tensors

    /// Begins to replace a contiguous tensor by the sum of the tensors of all processes.
    ///
    /// - Parameter purpose: what is summed, for the error of a process that waits in vain.
    package func allReduce(_ tensor: Tensor, _ purpose: String) throws -> CollectiveWork {
        let backend = try backend(for: tensor)
        return try begin(purpose, [tensor]) { ctorch_group_sum(backend.reference, tensor.handle.reference) }
    }

    /// Replaces a contiguous tensor by that of rank 0.
    package func broadcast(_ tensor: Tensor, _ purpose: String) throws {
        let backend = try backend(for: tensor)
        try begin(purpose, [tensor]) { ctorch_group_broadcast(backend.reference, tensor.handle.reference, 0) }.wait()
    }

    /// The tensors of all processes, which have one shape: `[processes, …]`.
    package func allGather(_ tensor: Tensor, _ purpose: String) throws -> Tensor {
        let backend = try backend(for: tensor)
        let source = try tensor.reshaped([tensor.count]).contiguous()
        let gathered = try Tensor.empty([size * tensor.count], tensor.dtype, on: tensor.device)
        try begin(purpose, [source, gathered]) {
            ctorch_group_gather(backend.reference, source.handle.reference, gathered.handle.reference)
        }.wait()
        return try gathered.reshaped([size] + tensor.shape)
    }

    /// The sums of numbers over all processes.
    package func sums(_ values: [Double], _ purpose: String) throws -> [Double] {
        let tensor = try Tensor(values)
        try allReduce(tensor, purpose).wait()
        return try tensor.values()
    }

    /// Waits until all processes are here.
    package func barrier(_ purpose: String) throws { _ = try sums([1], purpose) }

    // MARK: Bytes

    /// Appends to a queue that all processes reach.
    package func push(_ value: Data, to queue: String) throws {
        try SplitValue.push(value, to: "queue/\(queue)", of: store)
    }

    /// Takes the first of a queue; nil where it is empty.
    package func pop(_ queue: String) throws -> Data? {
        try checkPeers()
        return try SplitValue.pop("queue/\(queue)", of: store)
    }

    /// Takes the first of a queue, and waits for it for as long as the other processes live.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    package func take(from queue: String) throws -> Data {
        while true {
            try Task.checkCancellation()
            if let value = try pop(queue) { return value }
            usleep(2_000)
        }
    }

    /// The bytes of rank 0, which it gives; the others give nil.
    package func broadcast(_ value: Data?, _ purpose: String) throws -> Data {
        guard let value, isFirst else {
            return try waiting(purpose, limit: timeout) { try pop("broadcast/\(rank)") }
        }
        for other in 1..<size { try push(value, to: "broadcast/\(other)") }
        return value
    }

    /// - Throws: what became of another process that failed.
    package func checkPeers() throws(ProcessGroupError) {
        if let failure = watch.failure { throw failure }
    }

    // MARK: The end

    /// Tells the other processes that this one ends, and why; then waits a little until they know.
    ///
    /// - Parameter reason: nil where this process was told to stop.
    package func fail(_ reason: String?) {
        backends.abandon()
        try? PeerWatch.announce(reason, of: rank, in: store)
        leave(patience: .seconds(3))
    }

    /// Ends this process's part. The process that serves the store waits for the others, which still need it; not for long.
    package func leave(patience: Duration = .seconds(30)) {
        watch.stop()
        guard (try? store.add("left", 1)) != nil, isFirst else { return }
        let deadline = ContinuousClock.now + patience
        while let left = try? store.add("left", 0), left < size, ContinuousClock.now < deadline { usleep(20_000) }
    }

    // MARK: Waiting

    /// Waits until `attempt` gives something.
    private func waiting<Value>(_ purpose: String, limit: Duration, _ attempt: () throws -> Value?) throws -> Value {
        let start = ContinuousClock.now
        while true {
            if let value = try attempt() { return value }
            try checkPeers()
            try checkTime(since: start, limit, purpose)
            usleep(2_000)
        }
    }

    private func checkTime(
        since start: ContinuousClock.Instant, _ limit: Duration, _ purpose: String
    ) throws(ProcessGroupError) {
        guard ContinuousClock.now - start > limit else { return }
        throw .timedOut(rank: rank, during: purpose, seconds: Int(limit / .seconds(1)))
    }

    /// Waits for the end of `work`.
    fileprivate func wait(for work: ctorch_work_ref, _ purpose: String) throws {
        let start = ContinuousClock.now
        var hasEnded = false
        while !hasEnded {
            do throws(TorchError) {
                try check(ctorch_work_wait(work, 100, &hasEnded), purpose)
            } catch {
                throw cause(of: error, purpose)
            }
            guard !hasEnded else { return }
            try checkPeers()
            try checkTime(since: start, timeout, purpose)
        }
    }

    /// What a broken connection comes from: another process's failure, once that is known.
    private func cause(of error: TorchError, _ purpose: String) -> any Error {
        let deadline = ContinuousClock.now + .seconds(2)
        while watch.failure == nil, ContinuousClock.now < deadline { usleep(20_000) }
        if let failure = watch.failure { return failure }
        // Gloo has the same limit, and may come to it first.
        return error.message.contains("Timed out waiting")
            ? ProcessGroupError.timedOut(rank: rank, during: purpose, seconds: Int(timeout / .seconds(1)))
            : ProcessGroupError.broken(rank: rank, during: purpose, cause: error.message)
    }

    private func begin(
        _ purpose: String, _ tensors: [Tensor], _ start: () -> ctorch_work_ref?
    ) throws -> CollectiveWork {
        try checkPeers()
        guard let work = start() else {
            throw watch.failure ?? TorchError(.operation, operation: purpose, message: lastMessage())
        }
        return CollectiveWork(self, work, purpose, tensors)
    }

    // MARK: NCCL

    private func backend(for tensor: Tensor) throws -> Backend {
        guard case .cuda(let index) = tensor.device else { return backends.gloo }
        return try backends.nccl { try joinNCCL(index) }
    }

    /// Makes the NCCL group, for which all processes must be here.
    private func joinNCCL(_ index: Int) throws -> Backend {
        let purpose = "joining through NCCL"
        let size = Int(CTORCH_NCCL_ID_BYTES)
        var id = [UInt8](repeating: 0, count: size)
        if isFirst { try check(ctorch_nccl_make_id(&id), purpose) }
        id = Array(try broadcast(isFirst ? Data(id) : nil, purpose))
        var joining: ctorch_work_ref?
        let made = ctorch_nccl_make(id, Int32(rank), Int32(self.size), Int32(index), &joining)
        let backend = Backend(try owned(made))
        if let joining {
            defer { ctorch_work_free(joining) }
            try wait(for: joining, purpose)
        }
        return backend
    }
}

/// A collective operation under way.
package final class CollectiveWork {
    private let group: ProcessGroup
    private let reference: ctorch_work_ref
    private let purpose: String
    private let tensors: [Tensor]

    fileprivate init(_ group: ProcessGroup, _ reference: ctorch_work_ref, _ purpose: String, _ tensors: [Tensor]) {
        self.group = group
        self.reference = reference
        self.purpose = purpose
        self.tensors = tensors
    }

    deinit { ctorch_work_free(reference) }

    /// Waits until the result is there.
    package func wait() throws { try withExtendedLifetime(tensors) { try group.wait(for: reference, purpose) } }
}
