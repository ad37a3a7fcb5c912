import CKernels
import Torch

extension RotaryPositions {
    /// Whether it did.
    func cpuRotate(_ joint: Tensor, _ heads: HeadLayout) throws -> Bool {
        guard let type = CPUKernel.type(of: joint) else { return false }
        let (cosine, sine) = (try cosine.contiguous(), try sine.contiguous())
        var arguments = ckernels_rotary()
        arguments.type = type
        arguments.tokens = Int64(joint.size(0))
        arguments.heads = Int64(heads.queries + heads.keyValues)
        arguments.head_size = Int64(heads.size)
        arguments.values = joint.address
        arguments.values_stride = Int64(joint.stride(0))
        arguments.cosine = UnsafePointer(cosine.address?.assumingMemoryBound(to: Float.self))
        arguments.sine = UnsafePointer(sine.address?.assumingMemoryBound(to: Float.self))
        CPUKernel.run(ckernels_rotate, arguments, on: joint, cosine, sine)
        return true
    }
}
