import CTorch

/// An n-dimensional array in libtorch, on the CPU or a CUDA device.
///
/// Copying a `Tensor` copies a reference: operations give new tensors, except those whose names say that they change one in
/// place. Every operation throws ``TorchError``; inside ``recordingGradients(_:_:)`` it is recorded for ``backward(gradient:)``.
package struct Tensor: Sendable {
    let handle: TensorHandle

    init(_ handle: TensorHandle) {
        self.handle = handle
    }

    /// The size of each dimension, outermost first.
    package var shape: [Int] {
        (0..<rank).map { Int(ctorch_tensor_size(handle.reference, Int64($0))) }
    }

    /// The number of dimensions.
    package var rank: Int { Int(ctorch_tensor_rank(handle.reference)) }

    /// The number of elements.
    package var count: Int { Int(ctorch_tensor_element_count(handle.reference)) }

    /// The size of one dimension; negative dimensions count from the last.
    ///
    /// - Precondition: the dimension exists.
    package func size(_ dimension: Int) -> Int {
        let index = dimension < 0 ? dimension + rank : dimension
        let size = Int(ctorch_tensor_size(handle.reference, Int64(index)))
        precondition(size >= 0, "dimension \(dimension) of a tensor with \(rank) dimensions")
        return size
    }

    /// The type of the elements.
    package var dtype: DType {
        let code = ctorch_tensor_dtype(handle.reference)
        guard let dtype = DType(rawValue: code) else {
            preconditionFailure("a tensor of libtorch's scalar type \(code), which no operation here makes")
        }
        return dtype
    }

    /// Where the elements are.
    package var device: Device {
        let index = Int(ctorch_tensor_cuda_index(handle.reference))
        return index < 0 ? .cpu : .cuda(index)
    }
}
