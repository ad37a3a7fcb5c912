extension Tensor {
    /// The sum of all elements.
    package func sum() throws(TorchError) -> Tensor { try ATen.sum(.tensor(self)) }
    /// The sums along one dimension.
    package func sum(_ dimension: Int, keepingDimension: Bool = false) throws(TorchError) -> Tensor {
        try ATen.sumDimensions(.tensor(self), .ints([dimension]), .bool(keepingDimension))
    }
    /// The means along one dimension.
    package func mean(_ dimension: Int, keepingDimension: Bool = false) throws(TorchError) -> Tensor {
        try ATen.meanDimensions(.tensor(self), .ints([dimension]), .bool(keepingDimension))
    }
    /// The largest elements along one dimension.
    package func maximum(_ dimension: Int, keepingDimension: Bool = false) throws(TorchError) -> Tensor {
        try ATen.amax(.tensor(self), .ints([dimension]), .bool(keepingDimension))
    }
    /// The largest element.
    package func maximum() throws(TorchError) -> Tensor { try ATen.amax(.tensor(self)) }
    /// Whether every element is true.
    package func all() throws(TorchError) -> Tensor { try ATen.all(.tensor(self)) }
    /// The indices of the largest elements along one dimension.
    package func argmax(_ dimension: Int) throws(TorchError) -> Tensor {
        try ATen.argmax(.tensor(self), .int(dimension))
    }
    /// The logarithm of the sum of exponentials along one dimension.
    package func logSumExp(_ dimension: Int, keepingDimension: Bool = false) throws(TorchError) -> Tensor {
        try ATen.logSumExp(.tensor(self), .ints([dimension]), .bool(keepingDimension))
    }
    /// The softmax along one dimension.
    package func softmax(_ dimension: Int) throws(TorchError) -> Tensor {
        try ATen.softmax(.tensor(self), .int(dimension))
    }
    /// The logarithm of the softmax along one dimension.
    package func logSoftmax(_ dimension: Int) throws(TorchError) -> Tensor {
        try ATen.logSoftmax(.tensor(self), .int(dimension))
    }
    /// The running sums along one dimension.
    package func cumulativeSum(_ dimension: Int) throws(TorchError) -> Tensor {
        try ATen.cumulativeSum(.tensor(self), .int(dimension))
    }
    /// The Euclidean norm of all elements.
    package func norm() throws(TorchError) -> Tensor { try ATen.norm(.tensor(self)) }

    /// The Euclidean norms of many tensors, each a scalar.
    package static func norms(_ tensors: [Tensor]) throws(TorchError) -> [Tensor] {
        try ATen.norms.call([.tensors(tensors)])
    }

    /// The `k` largest elements along the last dimension, in descending order, and their indices.
    package func topK(_ k: Int) throws(TorchError) -> (values: Tensor, indices: Tensor) {
        let results = try ATen.topK.call([.tensor(self), .int(k)])
        return (results[0], results[1])
    }
    /// The elements in descending order along the last dimension, and their indices; equal elements keep their order.
    package func sortedDescending() throws(TorchError) -> (values: Tensor, indices: Tensor) {
        let results = try ATen.sortStable.call([.tensor(self), true, .int(-1), true])
        return (results[0], results[1])
    }
}
