import CTorch

extension Tensor {
    /// Where the first element is, on the tensor's device; valid while the tensor lives.
    package var address: UnsafeMutableRawPointer? { ctorch_tensor_data(handle.reference) }

    /// How many elements lie between one index of a dimension and the next; negative dimensions count from the last.
    ///
    /// - Precondition: the dimension exists.
    package func stride(_ dimension: Int) -> Int {
        let index = dimension < 0 ? dimension + rank : dimension
        precondition(0..<rank ~= index, "dimension \(dimension) of a tensor with \(rank) dimensions")
        return Int(ctorch_tensor_stride(handle.reference, Int64(index)))
    }

    /// Whether the elements follow each other row by row, without gaps.
    package var isContiguous: Bool {
        var expected = 1
        for (size, dimension) in zip(shape, 0...).reversed() where size != 1 {
            guard stride(dimension) == expected else { return false }
            expected *= size
        }
        return true
    }
}
