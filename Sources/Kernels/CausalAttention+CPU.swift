import CKernels
import Torch

extension CausalAttention {
    func cpuForward(_ joint: Tensor) throws -> Attended? {
        guard let type = CPUKernel.type(of: joint) else { return nil }
        let output = try Tensor.empty([joint.size(0), heads.queries * heads.size], joint.dtype)
        let sums = try Tensor.empty([heads.queries, joint.size(0)], .float32)
        var arguments = ckernels_attention()
        arguments.type = type
        arguments.tokens = Int64(joint.size(0))
        arguments.rows = Int64(rows.lengths.count)
        arguments.heads = Int64(heads.queries)
        arguments.key_heads = Int64(heads.keyValues)
        arguments.head_size = Int64(heads.size)
        arguments.offsets = UnsafePointer(rows.offsets.address?.assumingMemoryBound(to: Int32.self))
        arguments.scale = 1 / Float(heads.size).squareRoot()
        arguments.joint = UnsafeRawPointer(joint.address)
        arguments.joint_stride = Int64(joint.stride(0))
        arguments.output = output.address
        arguments.log_sum_exp = sums.address?.assumingMemoryBound(to: Float.self)
        CPUKernel.run(ckernels_attention_forward, arguments, on: joint, rows.offsets, output, sums)
        return Attended(output: output, statistics: [sums])
    }

    func cpuBackward(_ gradient: Tensor, of attended: Attended, joint: Tensor) throws -> Tensor? {
        guard let type = CPUKernel.type(of: joint, gradient, attended.output) else { return nil }
        let (gradient, output) = (try gradient.contiguous(), try attended.output.contiguous())
        let sums = try attended.statistics[0].contiguous()
        let jointGradient = try Tensor.empty(joint.shape, joint.dtype)
        var arguments = ckernels_attention_backward()
        arguments.type = type
        arguments.tokens = Int64(joint.size(0))
        arguments.rows = Int64(rows.lengths.count)
        arguments.heads = Int64(heads.queries)
        arguments.key_heads = Int64(heads.keyValues)
        arguments.head_size = Int64(heads.size)
        arguments.offsets = UnsafePointer(rows.offsets.address?.assumingMemoryBound(to: Int32.self))
        arguments.scale = 1 / Float(heads.size).squareRoot()
        arguments.joint = UnsafeRawPointer(joint.address)
        arguments.joint_stride = Int64(joint.stride(0))
        arguments.output = UnsafeRawPointer(output.address)
        arguments.output_gradient = UnsafeRawPointer(gradient.address)
        arguments.log_sum_exp = UnsafePointer(sums.address?.assumingMemoryBound(to: Float.self))
        arguments.joint_gradient = jointGradient.address
        CPUKernel.run(
            ckernels_attention_backward_pass, arguments, on: joint, rows.offsets, output, gradient, sums, jointGradient)
        return jointGradient
    }
}
