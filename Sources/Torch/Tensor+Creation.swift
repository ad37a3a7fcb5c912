import CTorch
import Foundation

extension Tensor {
    /// A tensor with a copy of `values`, row-major.
    package init<Scalar: TensorScalar>(_ values: [Scalar], shape: [Int]? = nil, on device: Device = .cpu)
        throws(TorchError)
    {
        let sizes = (shape ?? [values.count]).map(Int64.init)
        let made = values.withUnsafeBytes { bytes in
            ctorch_tensor_from_bytes(bytes.baseAddress, bytes.count, sizes, sizes.count, Scalar.dtype.rawValue)
        }
        try self.init(checking: made)
        if device != .cpu { self = try to(device) }
    }

    /// A tensor of indices with a copy of `values`.
    package init(_ values: [Int], shape: [Int]? = nil, on device: Device = .cpu) throws(TorchError) {
        try self.init(values.map(Int64.init), shape: shape, on: device)
    }

    /// A tensor on the CPU with a copy of raw `bytes`, row-major, whose number must match `shape` and `dtype`.
    package init(bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType) throws(TorchError) {
        let sizes = shape.map(Int64.init)
        try self.init(
            checking: ctorch_tensor_from_bytes(bytes.baseAddress, bytes.count, sizes, sizes.count, dtype.rawValue))
    }

    private init(checking reference: ctorch_tensor_ref?) throws(TorchError) {
        guard let reference else {
            throw TorchError(.operation, operation: "making a tensor", message: lastMessage())
        }
        self.init(TensorHandle(owning: reference))
    }

    /// A tensor of uninitialised memory.
    package static func empty(_ shape: [Int], _ dtype: DType = .float32, on device: Device = .cpu) throws(TorchError)
        -> Tensor
    {
        try ATen.empty(.ints(shape), .dtype(dtype), nil, .device(device))
    }

    /// Uninitialised memory on the CPU that a GPU can fetch from by itself; CUDA must be loaded.
    package static func pinned(_ count: Int, _ dtype: DType) throws(TorchError) -> Tensor {
        try ATen.empty(.ints([count]), .dtype(dtype), nil, .device(.cpu), true)
    }

    /// Has the system back a tensor's memory on the CPU by large pages as it is first written: fewer faults, and fewer misses later.
    ///
    /// It is a wish that the system may not grant.
    package func preferLargePages() throws {
        try withMutableBytes { bytes in
            let page = 2 << 20
            guard let start = bytes.baseAddress else { return }
            let first = (UInt(bitPattern: start) + UInt(page) - 1) / UInt(page) * UInt(page)
            let end = (UInt(bitPattern: start) + UInt(bytes.count)) / UInt(page) * UInt(page)
            guard first < end else { return }
            madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), Int32(MADV_HUGEPAGE))
        }
    }

    /// A tensor of zeros.
    package static func zeros(_ shape: [Int], _ dtype: DType = .float32, on device: Device = .cpu) throws(TorchError)
        -> Tensor
    {
        try ATen.zeros(.ints(shape), .dtype(dtype), nil, .device(device))
    }

    /// A tensor whose elements are all `value`.
    package static func full(
        _ shape: [Int], _ value: Double, _ dtype: DType = .float32, on device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try ATen.full(.ints(shape), .double(value), .dtype(dtype), nil, .device(device))
    }

    /// The integers from 0 up to, not including, `end`.
    package static func arange(_ end: Int, on device: Device = .cpu) throws(TorchError) -> Tensor {
        try ATen.arange(.int(end), .dtype(.int64), nil, .device(device))
    }

    /// Normally distributed numbers from the generator that the whole process shares, so different in each run.
    package static func randn(_ shape: [Int], _ dtype: DType = .float32, on device: Device = .cpu) throws(TorchError)
        -> Tensor
    {
        try ATen.randn(.ints(shape), .dtype(dtype), nil, .device(device))
    }

    /// Overwrites the elements with normally distributed numbers.
    package func fillNormally(
        mean: Double = 0, deviation: Double, from generator: TorchGenerator
    ) throws(TorchError) {
        try ATen.normalInPlace(.tensor(self), .double(mean), .double(deviation), .generator(generator))
    }

    /// The same elements on another device.
    package func to(_ device: Device) throws(TorchError) -> Tensor {
        device == self.device ? self : try ATen.toCopy(.tensor(self), nil, nil, .device(device))
    }

    /// The same elements as another type.
    package func to(_ dtype: DType) throws(TorchError) -> Tensor {
        dtype == self.dtype ? self : try ATen.toDType(.tensor(self), .dtype(dtype))
    }

    /// A copy with memory of its own.
    package func clone() throws(TorchError) -> Tensor { try ATen.clone(.tensor(self)) }

    /// The same memory, cut from the recorded operations.
    package func detached() throws(TorchError) -> Tensor { try ATen.detach(.tensor(self)) }
}
