import CKernels
import Torch

extension SwiGLU {
    static func cpuForward(_ gateUp: Tensor) throws -> Tensor? {
        guard let type = CPUKernel.type(of: gateUp) else { return nil }
        let activation = try Tensor.empty([gateUp.size(0), gateUp.size(1) / 2], gateUp.dtype)
        var arguments = arguments(type, gateUp)
        arguments.activation = activation.address
        CPUKernel.run(ckernels_swiglu_forward, arguments, on: gateUp, activation)
        return activation
    }

    static func cpuBackward(_ gradient: Tensor, gateUp: Tensor) throws -> (gateUp: Tensor, activation: Tensor)? {
        guard let type = CPUKernel.type(of: gateUp, gradient) else { return nil }
        let gradient = try gradient.contiguous()
        let activation = try Tensor.empty(gradient.shape, gateUp.dtype)
        let gateUpGradient = try Tensor.empty(gateUp.shape, gateUp.dtype)
        var arguments = arguments(type, gateUp)
        arguments.activation = activation.address
        arguments.gradient = UnsafeRawPointer(gradient.address)
        arguments.gate_up_gradient = gateUpGradient.address
        CPUKernel.run(ckernels_swiglu_backward, arguments, on: gateUp, gradient, activation, gateUpGradient)
        return (gateUpGradient, activation)
    }

    private static func arguments(_ type: ckernels_type, _ gateUp: Tensor) -> ckernels_swiglu {
        var arguments = ckernels_swiglu()
        arguments.type = type
        arguments.tokens = Int64(gateUp.size(0))
        arguments.width = Int64(gateUp.size(1) / 2)
        arguments.gate_up = UnsafeRawPointer(gateUp.address)
        arguments.gate_up_stride = Int64(gateUp.stride(0))
        return arguments
    }
}
