import CTorch

extension Tensor {
    /// The elements, row-major, converted to `Scalar`.
    package func values<Scalar: TensorScalar>(_ type: Scalar.Type = Scalar.self) throws(TorchError) -> [Scalar] {
        let source = try to(.cpu).to(Scalar.dtype).contiguous()
        guard let bytes = ctorch_tensor_bytes(source.handle.reference) else {
            guard source.count > 0 else { return [] }
            throw TorchError(.operation, operation: "reading a tensor", message: lastMessage())
        }
        return withExtendedLifetime(source) {
            Array(UnsafeBufferPointer(start: bytes.assumingMemoryBound(to: Scalar.self), count: source.count))
        }
    }

    /// The elements, row-major, as `Float`.
    package func floats() throws(TorchError) -> [Float] { try values(Float.self) }

    /// The elements, row-major, as `Int`.
    package func integers() throws(TorchError) -> [Int] { try values(Int64.self).map(Int.init) }

    /// The only element, as `Double`.
    ///
    /// - Precondition: the tensor has one element.
    package func scalar() throws(TorchError) -> Double {
        precondition(count == 1, "the scalar of a tensor with \(count) elements")
        return try values(Double.self)[0]
    }

    /// Calls `body` with the row-major bytes of the elements, in the tensor's own type.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        let source = try to(.cpu).contiguous()
        let size = source.count * source.dtype.byteCount
        guard let bytes = ctorch_tensor_bytes(source.handle.reference) else {
            guard size > 0 else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
            throw TorchError(.operation, operation: "reading a tensor", message: lastMessage())
        }
        return try withExtendedLifetime(source) {
            try body(UnsafeRawBufferPointer(start: bytes, count: size))
        }
    }

    /// Calls `body` with the row-major bytes of a contiguous tensor on the CPU, to be overwritten.
    package func withMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) throws -> Result) throws -> Result {
        guard let bytes = ctorch_tensor_bytes(handle.reference) else {
            throw TorchError(.operation, operation: "writing a tensor", message: lastMessage())
        }
        return try withExtendedLifetime(handle) {
            try body(UnsafeMutableRawBufferPointer(start: bytes, count: count * dtype.byteCount))
        }
    }
}
