extension Tensor {
    /// The entries of a dimension at `indices`, in that order.
    package func selecting(_ indices: Tensor, _ dimension: Int = 0) throws(TorchError) -> Tensor {
        try ATen.indexSelect(.tensor(self), .int(dimension), .tensor(indices))
    }
    /// For each position of `indices`, the element of this tensor with that index in `dimension`.
    package func gathering(_ indices: Tensor, _ dimension: Int) throws(TorchError) -> Tensor {
        try ATen.gather(.tensor(self), .int(dimension), .tensor(indices))
    }
    /// The rows of this table, `[entries, width]`, at `indices`.
    package func embedding(_ indices: Tensor) throws(TorchError) -> Tensor {
        try ATen.embedding(.tensor(self), .tensor(indices))
    }
    /// Overwrites the entries of a dimension at `indices` with `source`.
    package func copyInPlace(at indices: Tensor, _ dimension: Int, from source: Tensor) throws(TorchError) {
        try ATen.indexCopyInPlace(.tensor(self), .int(dimension), .tensor(indices), .tensor(source))
    }
    /// Adds `source` to the elements with `indices` in a dimension.
    package func scatterAddInPlace(_ source: Tensor, at indices: Tensor, _ dimension: Int) throws(TorchError) {
        try ATen.scatterAddInPlace(.tensor(self), .int(dimension), .tensor(indices), .tensor(source))
    }
}
