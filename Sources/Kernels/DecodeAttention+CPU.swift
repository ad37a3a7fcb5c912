import CKernels
import Torch

extension DecodeAttention {
    func cpuForward(_ joint: Tensor, _ cache: PagedKeysAndValues) throws -> Tensor? {
        guard let type = CPUKernel.type(of: joint, cache.keys, cache.values), cache.keys.isContiguous,
            cache.values.isContiguous
        else { return nil }
        let (blocks, lengths) = (try blocks.to(.int32).contiguous(), try lengths.to(.int32).contiguous())
        let output = try Tensor.empty([joint.size(0), heads.queries * heads.size], joint.dtype)
        var arguments = ckernels_decode_attention()
        arguments.type = type
        arguments.sequences = Int64(joint.size(0))
        arguments.heads = Int64(heads.queries)
        arguments.key_heads = Int64(heads.keyValues)
        arguments.head_size = Int64(heads.size)
        arguments.scale = 1 / Float(heads.size).squareRoot()
        arguments.queries = UnsafeRawPointer(joint.address)
        arguments.queries_stride = Int64(joint.stride(0))
        arguments.keys = UnsafeRawPointer(cache.keys.address)
        arguments.values = UnsafeRawPointer(cache.values.address)
        arguments.block_table = UnsafePointer(blocks.address?.assumingMemoryBound(to: Int32.self))
        arguments.table_width = Int64(blocks.size(1))
        arguments.lengths = UnsafePointer(lengths.address?.assumingMemoryBound(to: Int32.self))
        arguments.output = output.address
        CPUKernel.run(
            ckernels_decode_attention_forward, arguments, on: joint, cache.keys, cache.values, blocks, lengths, output)
        return output
    }
}
