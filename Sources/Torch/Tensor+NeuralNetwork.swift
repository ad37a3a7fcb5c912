extension Tensor {
    /// The matrix product.
    package func matmul(_ other: Tensor) throws(TorchError) -> Tensor { try ATen.matmul(.tensor(self), .tensor(other)) }

    /// `self · weightᵀ + bias` for a weight of `[outputs, inputs]`.
    package func linear(_ weight: Tensor, bias: Tensor? = nil) throws(TorchError) -> Tensor {
        try ATen.linear(.tensor(self), .tensor(weight), .optional(bias))
    }

    /// `self + scale · left · right` for matrices.
    package func addingProduct(_ left: Tensor, _ right: Tensor, scale: Double) throws(TorchError) -> Tensor {
        try ATen.addMatmul(.tensor(self), .tensor(left), .tensor(right), 1, .double(scale))
    }

    /// Adds `left · right` to the matrix, in place.
    package func addProductInPlace(_ left: Tensor, _ right: Tensor) throws(TorchError) {
        try ATen.addMatmulInPlace(.tensor(self), .tensor(left), .tensor(right))
    }

    /// `bias + scale · left · right` for batches of matrices; the bias is broadcast.
    package static func batchedProduct(
        _ left: Tensor, _ right: Tensor, scale: Double, adding bias: Tensor
    ) throws(TorchError) -> Tensor {
        try ATen.addBatchedMatmul(.tensor(bias), .tensor(left), .tensor(right), 1, .double(scale))
    }

    /// `x · sigmoid(x)` of each element.
    package func silu() throws(TorchError) -> Tensor { try ATen.silu(.tensor(self)) }

    /// Each element zeroed with `probability`, below 1, the others scaled up to keep the mean.
    package func dropout(_ probability: Double, from generator: TorchGenerator) throws(TorchError) -> Tensor {
        let mask = try Tensor.empty(shape, dtype, on: device)
        try ATen.bernoulliInPlace(.tensor(mask), .double(1 - probability), .generator(generator))
        try mask.multiplyInPlace(by: 1 / (1 - probability))
        return try self * mask
    }

    /// Root-mean-square normalisation over the last dimension, times `weight` (Zhang and Sennrich 2019).
    package func rmsNorm(_ weight: Tensor, epsilon: Double) throws(TorchError) -> Tensor {
        try ATen.rmsNorm(.tensor(self), .ints([size(-1)]), .tensor(weight), .double(epsilon))
    }

    /// Attention of queries `[batch, heads, positions, width]` over keys and values of the same layout.
    ///
    /// - Parameters:
    ///   - mask: added to the scores, or boolean with true for what may be seen; broadcast to `[batch, heads, queries, keys]`.
    ///   - isCausal: whether each query sees only keys at its own position and before.
    ///   - groupsQueries: whether several query heads share one key head.
    package static func attention(
        _ queries: Tensor, _ keys: Tensor, _ values: Tensor, mask: Tensor? = nil, isCausal: Bool = false,
        scale: Double? = nil, groupsQueries: Bool = false
    ) throws(TorchError) -> Tensor {
        try ATen.attention(
            .tensor(queries), .tensor(keys), .tensor(values), .optional(mask), 0.0, .bool(isCausal),
            scale.map { .double($0) } ?? nil, .bool(groupsQueries))
    }

    /// One AdamW step (Loshchilov and Hutter 2019) on all `parameters` at once, in place.
    ///
    /// - Parameter steps: one float32 scalar per parameter, the number of the step, counted from 1.
    package static func adamWStepInPlace(
        parameters: [Tensor], gradients: [Tensor], firstMoments: [Tensor], secondMoments: [Tensor], steps: [Tensor],
        learningRate: Double, betas: (Double, Double), epsilon: Double, weightDecay: Double
    ) throws(TorchError) {
        _ = try ATen.fusedAdamW.call([
            .tensors(parameters), .tensors(gradients), .tensors(firstMoments), .tensors(secondMoments), .tensors([]),
            .tensors(steps), .double(learningRate), .double(betas.0), .double(betas.1), .double(weightDecay),
            .double(epsilon), false, false,
        ])
    }
}
