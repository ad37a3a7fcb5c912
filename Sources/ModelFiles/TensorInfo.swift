/// A tensor of a model file: its name, how its numbers are stored, its shape and its bytes.
package struct TensorInfo: Equatable, Sendable {
    package let name: String
    package let format: TensorFormat
    /// Row-major, as in PyTorch: the last dimension is contiguous.
    package let shape: [Int]
    package let elementCount: Int
    /// The tensor's bytes, from the start of the file.
    package let bytes: Range<Int>

    package var byteCount: Int { bytes.count }

    /// The bytes of some elements, from the start of the file.
    ///
    /// - Precondition: the elements are whole blocks of the tensor.
    package func bytes(of elements: Range<Int>) -> Range<Int> {
        let block = format.elementsPerBlock
        precondition(
            elements.lowerBound >= 0 && elements.upperBound <= elementCount && elements.lowerBound.isMultiple(of: block)
                && elements.upperBound.isMultiple(of: block),
            "elements \(elements) of \(elementCount) in blocks of \(block)")
        let start = bytes.lowerBound + elements.lowerBound / block * format.bytesPerBlock
        return start..<start + elements.count / block * format.bytesPerBlock
    }

    /// The number of elements of a shape; nil if a dimension is negative or the product overflows.
    static func elementCount(of shape: [Int]) -> Int? {
        var count = 1
        for dimension in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow else { return nil }
            count = product
        }
        return count
    }
}
