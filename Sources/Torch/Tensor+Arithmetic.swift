extension Tensor {
    package static func + (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try ATen.add(.tensor(left), .tensor(right))
    }
    package static func + (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try ATen.addScalar(.tensor(left), .double(right))
    }
    package static func - (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try ATen.subtract(.tensor(left), .tensor(right))
    }
    package static func * (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try ATen.multiply(.tensor(left), .tensor(right))
    }
    package static func * (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try ATen.multiplyScalar(.tensor(left), .double(right))
    }
    package static func / (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try ATen.divide(.tensor(left), .tensor(right))
    }
    package static func / (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try ATen.divideScalar(.tensor(left), .double(right))
    }
    package static prefix func - (value: Tensor) throws(TorchError) -> Tensor { try ATen.negative(.tensor(value)) }

    /// e to the power of each element.
    package func exp() throws(TorchError) -> Tensor { try ATen.exp(.tensor(self)) }
    /// The natural logarithm of each element.
    package func log() throws(TorchError) -> Tensor { try ATen.log(.tensor(self)) }
    /// The magnitude of each element.
    package func absolute() throws(TorchError) -> Tensor { try ATen.absolute(.tensor(self)) }
    /// Whether the elements of two tensors are equal, one by one.
    package func elementsEqual(_ other: Tensor) throws(TorchError) -> Tensor {
        try ATen.equal(.tensor(self), .tensor(other))
    }
    package static func < (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try ATen.lessThan(.tensor(left), .tensor(right))
    }
    package static func < (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try ATen.lessThanScalar(.tensor(left), .double(right))
    }
    package static func > (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try ATen.greaterThan(.tensor(left), .tensor(right))
    }

    /// The elements, with `value` wherever `mask` is true.
    package func filled(with value: Double, where mask: Tensor) throws(TorchError) -> Tensor {
        try ATen.maskedFill(.tensor(self), .tensor(mask), .double(value))
    }

    /// Adds `other`, times `scale`, to this tensor's memory.
    package func addInPlace(_ other: Tensor, scale: Double = 1) throws(TorchError) {
        try ATen.addInPlace(.tensor(self), .tensor(other), .double(scale))
    }
    /// Multiplies this tensor's memory by `factor`.
    package func multiplyInPlace(by factor: Double) throws(TorchError) {
        try ATen.multiplyScalarInPlace(.tensor(self), .double(factor))
    }
    /// Overwrites this tensor's memory with the elements of `source`, converted where the types or devices differ.
    package func copyInPlace(from source: Tensor) throws(TorchError) {
        try ATen.copyInPlace(.tensor(self), .tensor(source))
    }

    /// Queues ``copyInPlace(from:)`` between a GPU and pinned memory, and does not wait for it.
    package func queueCopyInPlace(from source: Tensor) throws(TorchError) {
        try ATen.copyInPlace(.tensor(self), .tensor(source), true)
    }
}
