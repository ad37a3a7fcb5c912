import Dispatch

extension Tensor {
    /// What `body` makes of some rows of a matrix, as `Float`; several rows at a time.
    ///
    /// - Parameters:
    ///   - rows: their numbers; a row may come several times.
    ///   - body: called with a place in `rows` and the elements of that row, which are valid during the call only.
    package func mapRows<Result: Sendable>(
        _ rows: [Int], _ body: @Sendable (Int, UnsafeBufferPointer<Float>) -> Result
    ) throws -> [Result] {
        let (count, width) = (rows.count, size(1))
        return try to(.float32).withBytes { bytes in
            // Each iteration reads its row and writes its own element.
            nonisolated(unsafe) let elements = bytes.bindMemory(to: Float.self)
            return [Result](unsafeUninitializedCapacity: count) { results, initialized in
                nonisolated(unsafe) let results = results
                DispatchQueue.concurrentPerform(iterations: count) { index in
                    let start = rows[index] * width
                    results.initializeElement(
                        at: index, to: body(index, UnsafeBufferPointer(rebasing: elements[start..<start + width])))
                }
                initialized = count
            }
        }
    }
}
