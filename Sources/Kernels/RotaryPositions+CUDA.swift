import Torch

extension RotaryPositions {
    /// Whether it did: false where the kernel does not apply.
    func cudaRotate(_ joint: Tensor, _ heads: HeadLayout) throws -> Bool {
        guard let place = CUDAPlace.of(joint), let threads = place.threads(for: heads), cosine.isContiguous,
            sine.isContiguous
        else { return false }
        try CUDASource.rotaryPositions(heads).kernel("rotate", place).launch(
            on: place.device, blocks: .init(joint.size(0)), threads: .init(threads),
            [.tensor(joint), .tensor(cosine), .tensor(sine)])
        return true
    }
}

extension CUDAPlace {
    /// Threads that turn or copy one token's heads, some whole heads at a time; nil where half a head is not of whole accesses.
    func threads(for heads: HeadLayout) -> Int? {
        let lanes = heads.size / 2 / packSize
        guard lanes > 0, heads.size == 2 * lanes * packSize else { return nil }
        let together = min(max(1, 256 / lanes), heads.queries + 2 * heads.keyValues)
        return lanes * together
    }
}
