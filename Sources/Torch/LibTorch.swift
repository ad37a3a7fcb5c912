import CTorch

/// The libtorch that this process runs on.
public enum LibTorch {
    /// The version of the headers that the program was built with.
    public static var version: String { String(cString: ctorch_version()) }

    /// How many threads one operation uses.
    public static var threadCount: Int {
        get { Int(ctorch_thread_count()) }
        set { ctorch_set_thread_count(Int32(clamping: newValue)) }
    }
}
