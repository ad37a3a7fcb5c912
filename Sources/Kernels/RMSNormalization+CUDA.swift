import Torch

extension RMSNormalization {
    /// Nil where the kernel does not apply.
    func cudaForward(_ x: Tensor, adding addend: Tensor?) throws -> Normalized? {
        guard let (source, place) = source(x, CUDAPlace.of(x, addend, weight)) else { return nil }
        let output = try Tensor.empty(x.shape, x.dtype, on: x.device)
        let sum = try addend.map { try Tensor.empty($0.shape, x.dtype, on: x.device) }
        let inverseRMS = try Tensor.empty([x.size(0)], .float32, on: x.device)
        try source.kernel("normalize", place).launch(
            on: place.device, blocks: .init(x.size(0)), threads: .init(Self.threads(x, place)),
            [
                .tensor(x), .optional(addend), .tensor(weight), .optional(sum), .tensor(output), .tensor(inverseRMS),
                .float(Float(epsilon)),
            ])
        return Normalized(sum: sum ?? x, output: output, inverseRMS: inverseRMS)
    }

    func cudaBackward(
        _ gradient: Tensor, of normalized: (sum: Tensor, inverseRMS: Tensor), adding gradientOfSum: Tensor?
    ) throws -> Tensor? {
        let place = CUDAPlace.of(gradient, normalized.sum, weight, gradientOfSum)
        guard let (source, place) = source(gradient, place), normalized.inverseRMS.isContiguous else { return nil }
        let result = try Tensor.empty(gradient.shape, gradient.dtype, on: gradient.device)
        try source.kernel("normalizeBackward", place).launch(
            on: place.device, blocks: .init(gradient.size(0)), threads: .init(Self.threads(gradient, place)),
            [
                .tensor(gradient), .tensor(normalized.sum), .tensor(weight), .tensor(normalized.inverseRMS),
                .optional(gradientOfSum), .tensor(result),
            ])
        return result
    }

    private func source(_ x: Tensor, _ place: CUDAPlace?) -> (CUDASource, CUDAPlace)? {
        guard let place, x.rank == 2, x.size(1) % place.packSize == 0 else { return nil }
        return (.rmsNormalization(width: x.size(1), threads: Self.threads(x, place)), place)
    }

    /// Whole warps with one access each for a row, or two where it is wide.
    private static func threads(_ x: Tensor, _ place: CUDAPlace) -> Int {
        let packs = x.size(1) / place.packSize
        let each = packs <= 512 ? packs : (packs + 1) / 2
        return min(1024, (each + 31) / 32 * 32)
    }
}
