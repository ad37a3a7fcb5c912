extension Tensor {
    /// The sum of all elements.
    package func sum() throws(TorchError) -> Tensor { try ATen.sum(.tensor(self)) }
    /// The sums along one dimension.
    package func sum(_ dimension: Int, keepingDimension: Bool = false) throws(TorchError) -> Tensor {
        try ATen.sumDimensions(.tensor(self), .ints([dimension]), .bool(keepingDimension))
    }
    /// The largest elements along one dimension.
    package func maximum(_ dimension: Int, keepingDimension: Bool = false) throws(TorchError) -> Tensor {
        try ATen.amax(.tensor(self), .ints([dimension]), .bool(keepingDimension))
    }
    /// The largest element.
    package func maximum() throws(TorchError) -> Tensor { try ATen.amax(.tensor(self)) }
    /// Whether every element is true.
    package func all() throws(TorchError) -> Tensor { try ATen.all(.tensor(self)) }
    /// The softmax along one dimension.
    package func softmax(_ dimension: Int) throws(TorchError) -> Tensor {
        try ATen.softmax(.tensor(self), .int(dimension))
    }
    /// The logarithm of the softmax along one dimension.
    package func logSoftmax(_ dimension: Int) throws(TorchError) -> Tensor {
        try ATen.logSoftmax(.tensor(self), .int(dimension))
    }
    /// The Euclidean norm of all elements.
    package func norm() throws(TorchError) -> Tensor { try ATen.norm(.tensor(self)) }

    /// The Euclidean norms of many tensors, each a scalar.
    package static func norms(_ tensors: [Tensor]) throws(TorchError) -> [Tensor] {
        try ATen.norms.call([.tensors(tensors)])
    }

}
