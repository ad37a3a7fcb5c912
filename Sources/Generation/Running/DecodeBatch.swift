import Kernels
import Torch

/// What a decoding pass of a fixed number of rows reads, in tensors that stay where they are, and the pass as a graph.
final class DecodeBatch {
    let rows: Int
    let seats: Tensor
    let positions: Tensor
    let slots: Tensor
    let lengths: Tensor
    /// The place of each row's adapter; -1 for the base model.
    let adapters: Tensor
    /// `[rows, columns]`.
    let blocks: Tensor
    let sampling: SamplingInputs
    /// All of the above but the settings of sampling: int32.
    private let inputs: Tensor
    private let columns: Int
    private let spare: (seat: Int, cache: KeyValueCache)
    private var uses = 0
    private var graph: CUDAGraph<TokenSampling.Chosen>?

    private static let fields = 5
    /// A size of batch that comes only now and then is not worth recording.
    private static let usesBeforeRecording = 3

    /// - Parameters:
    ///   - columns: the most blocks of a sequence.
    ///   - spare: the seat and the cache's block for rows that no sequence takes.
    init(rows: Int, columns: Int, spare: (seat: Int, cache: KeyValueCache), on device: Device) throws {
        self.rows = rows
        self.columns = columns
        self.spare = spare
        let inputs = try Tensor.zeros([rows * (Self.fields + columns)], .int32, on: device)
        self.inputs = inputs
        func field(_ index: Int) throws -> Tensor { try inputs.narrowed(0, from: index * rows, count: rows) }
        (seats, positions, slots) = (try field(0), try field(1), try field(2))
        (lengths, adapters) = (try field(3), try field(4))
        blocks = try inputs.narrowed(0, from: Self.fields * rows, count: rows * columns).reshaped([rows, columns])
        sampling = try SamplingInputs(rows: rows, on: device)
    }

    /// The rows of the smallest batch for `count` sequences.
    static func rows(for count: Int) -> Int {
        switch count {
        case ...2: count
        case ...4: 4
        case ...8: 8
        case ...16: 16
        case ...128: (count + 3) / 4 * 4
        default: (count + 31) / 32 * 32
        }
    }

    /// Queues a pass for up to `rows` sequences; as a graph, once it has come often enough.
    ///
    /// - Parameter pass: reads nothing but this batch's tensors and what passes before it left.
    func run(
        _ sequences: [RunningSequence], on device: Int, _ memory: CUDAGraphMemory,
        _ pass: () throws -> TokenSampling.Chosen
    ) throws -> TokenSampling.Chosen {
        uses += 1
        if uses == Self.usesBeforeRecording {
            // Recording runs the pass, which must not go on with anyone's sequence.
            try load([])
            graph = try CUDAGraph(on: device, memory: memory, pass)
        }
        try load(sequences)
        guard let graph else { return try pass() }
        try graph.replay()
        return graph.output
    }

    /// Queues the copies of what the next pass reads.
    private func load(_ sequences: [RunningSequence]) throws {
        let host = try Tensor.pinned(inputs.count, .int32)
        try host.withMutableBytes { bytes in
            let values = bytes.bindMemory(to: Int32.self)
            for row in 0..<rows {
                let sequence = row < sequences.count ? sequences[row] : nil
                let numbers = [
                    sequence?.seat ?? spare.seat, sequence?.lastCachedPosition ?? 0,
                    sequence?.lastSlot ?? spare.cache.spareSlot, sequence?.cached ?? 1, sequence?.adapter ?? -1,
                ]
                for (field, number) in numbers.enumerated() { values[field * rows + row] = Int32(number) }
                let own = sequence?.blocks ?? [spare.cache.blocks]
                let start = Self.fields * rows + row * columns
                for column in 0..<columns { values[start + column] = column < own.count ? Int32(own[column]) : 0 }
            }
        }
        try inputs.queueCopyInPlace(from: host)
        try sampling.load(sequences)
    }
}
