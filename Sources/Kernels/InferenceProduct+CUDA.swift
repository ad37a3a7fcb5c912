import Torch

extension InferenceProduct {
    /// Nil where the kernel does not apply: beyond two rows libtorch's product is as fast.
    func cudaForward(_ x: Tensor, adding residual: Tensor? = nil) throws -> Tensor? {
        guard x.rank == 2, (1...2).contains(x.size(0)), let place = CUDAPlace.of(x, weight, bias, residual),
            x.size(1) % place.packSize == 0
        else { return nil }
        let (rows, inputs, outputs) = (x.size(0), x.size(1), weight.size(0))
        let output = try Tensor.empty([rows, outputs], x.dtype, on: x.device)
        // Long rows are shared by more warps, so that short and long weights have as many reads under way.
        let warpsOfRow = inputs >= 8_192 ? 4 : 2
        let source = CUDASource.matrixVector(inputs: inputs, batch: rows, warpsOfRow: warpsOfRow)
        try source.kernel("multiplyVectors", place).launch(
            on: place.device, blocks: .init((outputs * warpsOfRow + 3) / 4), threads: 128,
            [.tensor(weight), .tensor(x), .optional(bias), .optional(residual), .tensor(output), .int(outputs)])
        return output
    }
}
