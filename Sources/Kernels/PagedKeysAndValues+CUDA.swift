import Torch

extension PagedKeysAndValues {
    /// Turns the query and key heads by their positions, when they are given, and copies keys and values into their slots, in one
    /// pass over the joint projection.
    package func store(
        _ joint: Tensor, rotatedBy positions: RotaryPositions?, _ heads: HeadLayout, slots: Tensor
    ) throws {
        if try cudaStore(joint, rotatedBy: positions, heads, slots: slots) { return }
        try positions?.rotate(joint, heads)
        try store(joint, heads, slots: slots)
    }

    /// False where the kernel does not apply.
    func cudaStore(
        _ joint: Tensor, rotatedBy positions: RotaryPositions? = nil, _ heads: HeadLayout, slots: Tensor
    ) throws -> Bool {
        guard let place = CUDAPlace.of(joint, keys, values), let threads = place.threads(for: heads),
            slots.dtype == .int64, slots.isContiguous,
            positions.map({ $0.cosine.isContiguous && $0.sine.isContiguous }) ?? true
        else { return false }
        try CUDASource.rotaryPositions(heads).kernel("rotateAndStore", place).launch(
            on: place.device, blocks: .init(joint.size(0)), threads: .init(threads),
            [
                .tensor(joint), .optional(positions?.cosine), .optional(positions?.sine), .tensor(slots), .tensor(keys),
                .tensor(values),
            ])
        return true
    }
}
