/// An array whose elements never change again and are read without bounds checks, for inner loops.
///
/// Unchecked because its pointer is to memory that nobody writes to after `init`.
final class FrozenArray<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        let storage = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        elements.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { storage.initialize(from: start, count: source.count) }
        }
        base = UnsafePointer(storage)
        count = elements.count
    }

    deinit { base.deallocate() }

    @inline(__always)
    subscript(_ index: Int) -> Element { base[index] }
}
