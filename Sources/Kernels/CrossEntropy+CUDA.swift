import Torch

extension CrossEntropy {
    /// Nil where the kernel does not apply.
    static func cudaLosses(_ logits: Tensor, targets: Tensor, weights: Tensor?) throws -> Tensor? {
        guard let place = CUDAPlace.of(logits), logits.rank == 2, logits.size(1) % place.packSize == 0 else {
            return nil
        }
        let (targets, weights) = (try targets.to(.int64).contiguous(), try weights?.to(.float32).contiguous())
        let losses = try Tensor.empty([logits.size(0)], .float32, on: logits.device)
        let threads = 512
        try CUDASource.crossEntropy(vocabulary: logits.size(1), threads: threads).kernel("crossEntropy", place).launch(
            on: place.device, blocks: .init(logits.size(0)), threads: .init(threads),
            [.tensor(logits), .tensor(targets), .optional(weights), .tensor(losses)])
        return losses
    }
}
