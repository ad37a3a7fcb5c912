import Foundation

/// The system's libzstd, which is opened when it is needed: every current Linux has the library, few its headers.
struct Zstandard: Sendable {
    private typealias Decompress =
        @convention(c) (
            UnsafeMutableRawPointer?, Int, UnsafeRawPointer?, Int
        ) -> Int
    private typealias IsError = @convention(c) (Int) -> UInt32

    /// Nil where the system has none.
    static let system = Zstandard()

    private let decompress: Decompress
    private let isError: IsError

    private init?() {
        guard let library = dlopen("libzstd.so.1", RTLD_NOW), let decompress = dlsym(library, "ZSTD_decompress"),
            let isError = dlsym(library, "ZSTD_isError")
        else { return nil }
        self.decompress = unsafeBitCast(decompress, to: Decompress.self)
        self.isError = unsafeBitCast(isError, to: IsError.self)
    }

    /// The content of all frames of `data`; nil where they are damaged or hold more than `size` bytes.
    func decompressed(_ data: Data, size: Int) -> Data? {
        var output = Data(count: size)
        let count = data.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { target in
                decompress(target.baseAddress, target.count, source.baseAddress, source.count)
            }
        }
        return isError(count) == 0 ? output.prefix(count) : nil
    }
}
