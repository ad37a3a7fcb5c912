import CKernels
import Torch

extension RMSNormalization {
    func cpuForward(_ x: Tensor, adding addend: Tensor?) throws -> Normalized? {
        guard x.rank == 2, let type = CPUKernel.type(of: x, addend, weight) else { return nil }
        let addend = try addend?.contiguous()
        let output = try Tensor.empty(x.shape, x.dtype)
        let sum = try addend.map { try Tensor.empty($0.shape, x.dtype) }
        let inverseRMS = try Tensor.empty([x.size(0)], .float32)
        var arguments = ckernels_rms()
        arguments.type = type
        arguments.tokens = Int64(x.size(0))
        arguments.width = Int64(x.size(1))
        arguments.epsilon = Float(epsilon)
        arguments.x = UnsafeRawPointer(x.address)
        arguments.x_stride = Int64(x.stride(0))
        arguments.weight = UnsafeRawPointer(weight.address)
        arguments.residual = UnsafeRawPointer(addend?.address)
        arguments.sum = sum?.address
        arguments.y = output.address
        arguments.inverse_rms = inverseRMS.address?.assumingMemoryBound(to: Float.self)
        CPUKernel.run(ckernels_rms_forward, arguments, on: x, addend, weight, sum, output, inverseRMS)
        return Normalized(sum: sum ?? x, output: output, inverseRMS: inverseRMS)
    }

    func cpuBackward(
        _ gradient: Tensor, of normalized: (sum: Tensor, inverseRMS: Tensor), adding gradientOfSum: Tensor?
    ) throws -> Tensor? {
        guard gradient.rank == 2,
            let type = CPUKernel.type(of: gradient, normalized.sum, weight, gradientOfSum)
        else { return nil }
        let (gradient, sum) = (try gradient.contiguous(), try normalized.sum.contiguous())
        let adding = try gradientOfSum?.contiguous()
        let inverseRMS = try normalized.inverseRMS.contiguous()
        let result = try Tensor.empty(gradient.shape, gradient.dtype)
        var arguments = ckernels_rms_backward()
        arguments.type = type
        arguments.tokens = Int64(gradient.size(0))
        arguments.width = Int64(gradient.size(1))
        arguments.gradient = UnsafeRawPointer(gradient.address)
        arguments.sum = UnsafeRawPointer(sum.address)
        arguments.weight = UnsafeRawPointer(weight.address)
        arguments.adding = UnsafeRawPointer(adding?.address)
        arguments.inverse_rms = UnsafePointer(inverseRMS.address?.assumingMemoryBound(to: Float.self))
        arguments.sum_gradient = result.address
        CPUKernel.run(ckernels_rms_backward_pass, arguments, on: gradient, sum, weight, adding, inverseRMS, result)
        return result
    }
}
