import CKernels
import Torch

extension CrossEntropy {
    static func cpuLosses(_ logits: Tensor, targets: Tensor, weights: Tensor?) throws -> Tensor? {
        guard let type = CPUKernel.type(of: logits) else { return nil }
        let (targets, weights) = (try targets.contiguous(), try weights?.contiguous())
        let losses = try Tensor.empty([logits.size(0)], .float32)
        var arguments = ckernels_cross_entropy()
        arguments.type = type
        arguments.rows = Int64(logits.size(0))
        arguments.vocabulary = Int64(logits.size(1))
        arguments.logits = logits.address
        arguments.logits_stride = Int64(logits.stride(0))
        arguments.targets = UnsafePointer(targets.address?.assumingMemoryBound(to: Int64.self))
        arguments.weights = UnsafePointer(weights?.address?.assumingMemoryBound(to: Float.self))
        arguments.losses = losses.address?.assumingMemoryBound(to: Float.self)
        CPUKernel.run(ckernels_cross_entropy_losses, arguments, on: logits, targets, weights, losses)
        return losses
    }
}
