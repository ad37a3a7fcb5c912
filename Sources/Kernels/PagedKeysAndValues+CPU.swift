import CKernels
import Torch

extension PagedKeysAndValues {
    /// False where the kernel does not apply.
    func cpuStore(_ joint: Tensor, _ heads: HeadLayout, slots: Tensor) throws -> Bool {
        guard let type = CPUKernel.type(of: joint, keys, values), keys.isContiguous, values.isContiguous else {
            return false
        }
        let slots = try slots.to(.int64).contiguous()
        var arguments = ckernels_cache_store()
        arguments.type = type
        arguments.tokens = Int64(joint.size(0))
        arguments.heads = Int64(heads.queries)
        arguments.key_heads = Int64(heads.keyValues)
        arguments.head_size = Int64(heads.size)
        arguments.joint = UnsafeRawPointer(joint.address)
        arguments.joint_stride = Int64(joint.stride(0))
        arguments.slots = UnsafePointer(slots.address?.assumingMemoryBound(to: Int64.self))
        arguments.keys = keys.address
        arguments.values = values.address
        CPUKernel.run(ckernels_store_keys_values, arguments, on: joint, slots, keys, values)
        return true
    }
}
