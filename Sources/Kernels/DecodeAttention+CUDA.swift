import Foundation
import Synchronization
import Torch

extension DecodeAttention {
    /// Nil where the kernel does not apply. Its grid depends only on the device, and it reads lengths there: a graph may hold it.
    func cudaForward(_ joint: Tensor, _ cache: PagedKeysAndValues) throws -> Tensor? {
        guard let place = CUDAPlace.of(joint, cache.keys, cache.values), place.dtype == .bfloat16,
            [64, 128].contains(heads.size), heads.group <= 16, blocks.dtype == .int32, lengths.dtype == .int32,
            blocks.isContiguous, lengths.isContiguous
        else { return nil }
        let count = joint.size(0)
        let workspace = try Workspace.of(place.device, pairs: count * heads.keyValues)
        let kernel = try CUDASource.decodeAttention(heads).kernel("attend", place)
        let sharedBytes = sharedBytes(sequences: count)
        try kernel.allowSharedBytes(sharedBytes, on: place.device)
        let output = try Tensor.empty([count, heads.queries * heads.size], joint.dtype, on: joint.device)
        try kernel.launch(
            on: place.device, blocks: .init(workspace.blocks), threads: 128, sharedBytes: sharedBytes,
            [
                .tensor(joint), .tensor(output), .tensor(cache.keys), .tensor(cache.values), .tensor(blocks),
                .int(blocks.size(1)), .tensor(lengths), .int(count),
                .float(Float(M_LOG2E / Double(heads.size).squareRoot())), .tensor(workspace.partials),
                .tensor(workspace.arrivals),
            ])
        return output
    }

    /// The size of the source's `Shared`.
    private func sharedBytes(sequences: Int) -> Int {
        let (warps, stages, slots) = (4, 3, PagedKeysAndValues.blockSize)
        let tiles = warps * stages * 2 * slots * heads.size * 2
        let kept = warps * heads.group * (heads.size + 4) * 4
        let rows = warps * heads.group * 8
        return tiles + kept + rows + warps * 4 + 4 + (sequences + 1) * 4
    }

    /// What thread blocks leave for each other; one for each device, because attentions run one after the other.
    private struct Workspace {
        let blocks: Int
        let partials: Tensor
        /// Zeros between the attentions: whoever finishes a pair of a sequence and a head sets its count back.
        let arrivals: Tensor

        static func of(_ device: Int, pairs: Int) throws -> Workspace {
            if let known = devices.withLock({ $0[device]?.last }), known.arrivals.count >= pairs { return known }
            let blocks = 2 * (try CUDADeviceProperties.of(device)).multiprocessors
            // Two parts of each block, of at most 16 rows of 128 numbers with a maximum and a sum.
            let made = Workspace(
                blocks: blocks, partials: try Tensor.empty([2 * blocks, 16 * 130], .float32, on: .cuda(device)),
                arrivals: try Tensor.zeros([max(pairs, 1 << 14)], .int32, on: .cuda(device)))
            devices.withLock { $0[device, default: []].append(made) }
            return made
        }

        /// Those outgrown are kept: a graph may hold their addresses.
        private static let devices = Mutex<[Int: [Workspace]]>([:])
    }
}
