import CTorch

/// Work recorded once and queued again whole, without the host's time for each launch.
///
/// A graph repeats the same kernels on the same addresses: write new inputs into the tensors that the body read, replay, and read
/// ``output``. Sizes and launch shapes are those of the recording.
package final class CUDAGraph<Output>: @unchecked Sendable where Output: Sendable {
    // Unchecked: replayed by the engine that owns it, one thread at a time.
    private let reference: ctorch_cuda_graph_ref
    private let device: Int
    /// What the body gave; each replay writes these tensors anew.
    package let output: Output

    /// Runs `body` twice, to warm up and to record.
    ///
    /// - Parameters:
    ///   - memory: shared with graphs that are never needed at once: each overwrites what the others left, outputs included.
    ///   - body: asks for work on `device` only and reads nothing back; running it again must do no harm.
    package init(on device: Int, memory: CUDAGraphMemory, _ body: () throws -> Output) throws {
        self.device = device
        (reference, output) = try CUDA.onSideStream(of: device) {
            _ = try body()
            return try Self.record(on: device, memory, body)
        }
    }

    deinit {
        ctorch_cuda_graph_free(reference)
    }

    /// Queues the recorded work on the device's current stream.
    package func replay() throws(TorchError) {
        try check(ctorch_cuda_graph_replay(reference, Int32(device)), "replaying a CUDA graph")
    }

    private static func record(
        on device: Int, _ memory: CUDAGraphMemory, _ body: () throws -> Output
    ) throws -> (ctorch_cuda_graph_ref, Output) {
        var made: ctorch_cuda_graph_ref?
        try check(
            ctorch_cuda_graph_begin(Int32(device), [memory.pool.0, memory.pool.1], &made), "recording a CUDA graph")
        guard let made else { throw TorchError(.operation, operation: "recording a CUDA graph", message: "no graph") }
        let output = Result { try body() }
        let ended = ctorch_cuda_graph_end(made, Int32(device))
        do {
            let output = try output.get()
            try check(ended, "recording a CUDA graph")
            return (made, output)
        } catch {
            ctorch_cuda_graph_free(made)
            throw error
        }
    }
}

/// Memory for the intermediate tensors of graphs, which nothing else is given.
package struct CUDAGraphMemory: Sendable {
    fileprivate let pool: (UInt64, UInt64)

    package init() throws(TorchError) {
        var pool: [UInt64] = [0, 0]
        try check(ctorch_cuda_graph_pool(&pool), "memory for CUDA graphs")
        self.pool = (pool[0], pool[1])
    }
}
