extension Tensor {
    /// The same elements in another shape; one size may be -1 and follows from the others.
    package func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor { try ATen.reshape(.tensor(self), .ints(shape)) }
    /// A view with two dimensions exchanged.
    package func transposed(_ first: Int, _ second: Int) throws(TorchError) -> Tensor {
        try ATen.transpose(.tensor(self), .int(first), .int(second))
    }
    /// A view with the dimensions in another order.
    package func permuted(_ order: [Int]) throws(TorchError) -> Tensor { try ATen.permute(.tensor(self), .ints(order)) }
    /// A view of `count` entries of a dimension, from `start`.
    package func narrowed(_ dimension: Int, from start: Int, count: Int) throws(TorchError) -> Tensor {
        try ATen.narrow(.tensor(self), .int(dimension), .int(start), .int(count))
    }
    /// Views of consecutive parts of a dimension, of the given sizes.
    package func split(_ sizes: [Int], _ dimension: Int) throws(TorchError) -> [Tensor] {
        sizes.count == 1 ? [self] : try ATen.split.call([.tensor(self), .ints(sizes), .int(dimension)])
    }
    /// The tensors one after the other along an existing dimension.
    package static func concatenate(_ tensors: [Tensor], _ dimension: Int) throws(TorchError) -> Tensor {
        tensors.count == 1 ? tensors[0] : try ATen.concatenate(.tensors(tensors), .int(dimension))
    }
    /// The tensors side by side along a new dimension.
    package static func stack(_ tensors: [Tensor], _ dimension: Int) throws(TorchError) -> Tensor {
        try ATen.stack(.tensors(tensors), .int(dimension))
    }
    /// A view with a new dimension of size 1.
    package func unsqueezed(_ dimension: Int) throws(TorchError) -> Tensor {
        try ATen.unsqueeze(.tensor(self), .int(dimension))
    }
    /// A view without a dimension of size 1.
    package func squeezed(_ dimension: Int) throws(TorchError) -> Tensor {
        try ATen.squeeze(.tensor(self), .int(dimension))
    }
    /// A view in which dimensions of size 1 are repeated.
    package func expanded(_ shape: [Int]) throws(TorchError) -> Tensor { try ATen.expand(.tensor(self), .ints(shape)) }
    /// The same elements in row-major memory; the tensor itself where it is so already.
    package func contiguous() throws(TorchError) -> Tensor { try ATen.contiguous(.tensor(self)) }
    /// The same bytes as elements of another type of the same size.
    package func viewed(as dtype: DType) throws(TorchError) -> Tensor {
        try ATen.viewDType(.tensor(self), .dtype(dtype))
    }
}
