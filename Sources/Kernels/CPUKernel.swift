import CKernels
import Torch

/// Calls of the kernels for the CPU.
enum CPUKernel {
    private static let types: [DType: ckernels_type] = [.float32: CKERNELS_FLOAT32, .bfloat16: CKERNELS_BFLOAT16]

    /// The kernels' name for the type of matrices that they can take, all of one type on the CPU with the elements of a row side by
    /// side; nil for any others.
    static func type(of matrices: Tensor?...) -> ckernels_type? {
        let matrices = matrices.compactMap(\.self)
        guard let dtype = matrices.first?.dtype, let type = types[dtype],
            matrices.allSatisfy({ $0.device == .cpu && $0.dtype == dtype && $0.stride(-1) == 1 })
        else { return nil }
        return type
    }

    /// Calls a kernel whose arguments point into `tensors`.
    static func run<Arguments>(
        _ kernel: (UnsafePointer<Arguments>?) -> Void, _ arguments: Arguments, on tensors: Tensor?...
    ) {
        withExtendedLifetime(tensors) { withUnsafePointer(to: arguments, kernel) }
    }
}
