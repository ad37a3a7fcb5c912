import CTorch

/// A function of a ``CUDAModule`` that runs on a device.
package struct CUDAKernel: @unchecked Sendable {  // the reference points into the module, which is immutable
    package let name: String
    /// Keeps the code loaded.
    private let module: CUDAModule
    private let reference: ctorch_cuda_kernel_ref

    init(name: String, module: CUDAModule, reference: ctorch_cuda_kernel_ref) {
        self.name = name
        self.module = module
        self.reference = reference
    }

    /// How many blocks, or how many threads in each, along each axis.
    package struct Extent: Sendable, Hashable, ExpressibleByIntegerLiteral {
        package let x: Int
        package let y: Int
        package let z: Int

        package init(_ x: Int, _ y: Int = 1, _ z: Int = 1) {
            self.x = x
            self.y = y
            self.z = z
        }

        package init(integerLiteral value: Int) { self.init(value) }

        fileprivate var dimensions: [UInt32] { [UInt32(x), UInt32(y), UInt32(z)] }
    }

    /// One parameter of a kernel; its case must match the parameter's type in the source.
    package enum Argument: Sendable {
        /// A pointer to the first element; the kernel must know the strides.
        case tensor(Tensor)
        case null
        case int32(Int32)
        case int64(Int64)
        case float(Float)

        /// A pointer, null where there is no tensor.
        package static func optional(_ tensor: Tensor?) -> Argument {
            tensor.map { .tensor($0) } ?? .null
        }

        /// An int32; the number must fit.
        package static func int(_ value: Int) -> Argument { .int32(Int32(value)) }

        /// The parameter's bytes, in the low ones of 8 as a little-endian device and host lay them out.
        fileprivate var bits: UInt64 {
            switch self {
            case .tensor(let tensor): UInt64(UInt(bitPattern: ctorch_tensor_data(tensor.handle.reference)))
            case .null: 0
            case .int32(let value): UInt64(UInt32(bitPattern: value))
            case .int64(let value): UInt64(bitPattern: value)
            case .float(let value): UInt64(value.bitPattern)
            }
        }
    }

    /// Lets blocks ask for more than 48 KiB of dynamic shared memory.
    package func allowSharedBytes(_ bytes: Int, on device: Int) throws(TorchError) {
        try check(ctorch_cuda_kernel_allow_shared_bytes(reference, Int32(device), Int32(bytes)), name)
    }

    /// Queues the kernel on the device's current stream.
    ///
    /// - Parameters:
    ///   - device: where all tensors among the arguments are.
    ///   - sharedBytes: dynamic shared memory of each block.
    package func launch(
        on device: Int, blocks: Extent, threads: Extent, sharedBytes: Int = 0, _ arguments: [Argument]
    ) throws(TorchError) {
        guard blocks.x > 0, blocks.y > 0, blocks.z > 0 else { return }
        var values = arguments.map(\.bits)
        let status = values.withUnsafeMutableBytes { values in
            var addresses = arguments.indices.map { index in values.baseAddress.map { $0 + 8 * index } }
            return ctorch_cuda_launch(
                reference, Int32(device), blocks.dimensions, threads.dimensions, sharedBytes, &addresses)
        }
        try check(status, name)
    }
}
