import CTorch

/// What a CUDA device is and has.
package struct CUDADeviceProperties: Sendable, Hashable {
    package let name: String
    package let multiprocessors: Int
    /// The compute capability, such as (9, 0), as one number: 90.
    package let capability: Int
    /// The most shared memory that one block can ask for, in bytes.
    package let sharedBytesPerBlock: Int
    package let l2Bytes: Int

    /// The architecture's name for the compiler.
    package var architecture: String { "sm_\(capability)" }

    /// The properties of the device with this index.
    package static func of(_ index: Int) throws(TorchError) -> CUDADeviceProperties {
        var read = ctorch_cuda_properties()
        try check(ctorch_cuda_get_properties(Int32(index), &read), "reading a CUDA device's properties")
        let name = withUnsafeBytes(of: read.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return CUDADeviceProperties(
            name: name, multiprocessors: Int(read.multiprocessors),
            capability: Int(read.capability_major * 10 + read.capability_minor),
            sharedBytesPerBlock: Int(read.shared_bytes_per_block), l2Bytes: Int(read.l2_bytes))
    }
}
