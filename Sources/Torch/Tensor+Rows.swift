import Dispatch

extension Tensor {
    /// What `body` makes of each row of a matrix, as `Float`; several rows at a time.
    ///
    /// - Parameter body: called with the row's number and its elements, which are valid during the call only.
    package func mapRows<Result: Sendable>(
        _ body: @Sendable (Int, UnsafeBufferPointer<Float>) -> Result
    ) throws -> [Result] {
        let (count, width) = (size(0), size(1))
        return try to(.float32).withBytes { bytes in
            // Each iteration reads its own row and writes its own element.
            nonisolated(unsafe) let elements = bytes.bindMemory(to: Float.self)
            return [Result](unsafeUninitializedCapacity: count) { results, initialized in
                nonisolated(unsafe) let results = results
                DispatchQueue.concurrentPerform(iterations: count) { row in
                    let row = (
                        index: row, elements: UnsafeBufferPointer(rebasing: elements[row * width..<(row + 1) * width])
                    )
                    results.initializeElement(at: row.index, to: body(row.index, row.elements))
                }
                initialized = count
            }
        }
    }
}
