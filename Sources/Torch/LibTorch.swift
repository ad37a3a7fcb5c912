import CTorch

/// The libtorch that this process runs on.
package enum LibTorch {
    /// The version of the headers that the program was built with.
    package static var version: String { String(cString: ctorch_version()) }

    /// Keeps freed memory for the next tensor instead of giving it back to the system each time.
    ///
    /// Training and sampling free and ask for the same large blocks in every step; fetched anew, every page of them costs a fault.
    package static func keepFreedMemory() { ctorch_keep_freed_memory() }

    /// How many threads one operation uses.
    package static var threadCount: Int {
        get { Int(ctorch_thread_count()) }
        set { ctorch_set_thread_count(Int32(clamping: newValue)) }
    }
}
