import CKernels
import Torch

extension InferenceProduct {
    func cpuForward(_ x: Tensor) throws -> Tensor? {
        // With more rows the arithmetic decides, at which libtorch's products are better.
        guard let type = CPUKernel.type(of: x, weight, bias), x.size(0) <= ckernels_small_batch_rows(type) else {
            return nil
        }
        let output = try Tensor.empty([x.size(0), weight.size(0)], x.dtype)
        var arguments = ckernels_small_batch()
        arguments.type = type
        arguments.rows = Int64(x.size(0))
        arguments.inputs = Int64(weight.size(1))
        arguments.outputs = Int64(weight.size(0))
        arguments.x = UnsafeRawPointer(x.address)
        arguments.x_stride = Int64(x.stride(0))
        arguments.weight = UnsafeRawPointer(weight.address)
        arguments.weight_stride = Int64(weight.stride(0))
        arguments.bias = UnsafeRawPointer(bias?.address)
        arguments.y = output.address
        CPUKernel.run(ckernels_small_batch_product, arguments, on: x, weight, bias, output)
        return output
    }
}
