import CKernels
import Torch

extension LowRankProduct {
    func cpuReduced(_ x: Tensor) throws -> Tensor? {
        guard let type = type(of: x) else { return nil }
        let reduced = try Tensor.empty([x.size(0), down.size(0)], x.dtype)
        run(ckernels_low_rank_project_input, type, input: x, hidden: reduced)
        return reduced
    }

    /// Whether it did.
    func cpuAdd(_ reduced: Tensor, to outputs: Tensor) throws -> Bool {
        guard let type = type(of: reduced, outputs) else { return false }
        run(ckernels_low_rank_add_output, type, hidden: try reduced.contiguous(), output: outputs)
        return true
    }

    func cpuReducedGradient(_ gradient: Tensor) throws -> Tensor? {
        guard let type = type(of: gradient) else { return nil }
        let reduced = try Tensor.empty([gradient.size(0), down.size(0)], gradient.dtype)
        run(ckernels_low_rank_project_output, type, hidden: reduced, output: gradient)
        return reduced
    }

    /// Whether it did.
    func cpuAddInputGradient(_ reducedGradient: Tensor, to gradient: Tensor) throws -> Bool {
        guard let type = type(of: reducedGradient, gradient) else { return false }
        run(ckernels_low_rank_add_input, type, input: gradient, hidden: try reducedGradient.contiguous())
        return true
    }

    func cpuDownGradient(_ reducedGradient: Tensor, input: Tensor) throws -> Tensor? {
        guard let type = type(of: reducedGradient, input) else { return nil }
        let gradient = try Tensor.empty(down.shape, .float32)
        run(
            ckernels_low_rank_a_gradient, type, input: input, hidden: try reducedGradient.contiguous(),
            downGradient: gradient)
        return gradient
    }

    func cpuUpGradients(_ gradient: Tensor, reduced: Tensor) throws -> [Tensor]? {
        guard let type = type(of: gradient, reduced) else { return nil }
        let gradients = try blocks.map { try Tensor.empty([$0.outputs.count, $0.ranks.count], .float32) }
        run(
            ckernels_low_rank_b_gradient, type, hidden: try reduced.contiguous(), output: gradient,
            upGradients: gradients)
        return gradients
    }

    private func type(of first: Tensor, _ second: Tensor? = nil) -> ckernels_type? {
        down.isContiguous && up.isContiguous ? CPUKernel.type(of: down, up, first, second) : nil
    }

    private func run(
        _ kernel: (UnsafePointer<ckernels_low_rank>?) -> Void, _ type: ckernels_type, input: Tensor? = nil,
        hidden: Tensor, output: Tensor? = nil, downGradient: Tensor? = nil, upGradients: [Tensor] = []
    ) {
        var parts = blocks.map { block in
            ckernels_part(
                rank_offset: Int64(block.ranks.lowerBound), rank: Int64(block.ranks.count),
                output_offset: Int64(block.outputs.lowerBound), outputs: Int64(block.outputs.count), b_gradient: nil)
        }
        for (index, gradient) in upGradients.enumerated() {
            parts[index].b_gradient = gradient.address?.assumingMemoryBound(to: Float.self)
        }
        var arguments = ckernels_low_rank()
        arguments.type = type
        arguments.tokens = Int64(hidden.size(0))
        arguments.inputs = Int64(down.size(1))
        arguments.rank = Int64(down.size(0))
        arguments.part_count = Int64(parts.count)
        arguments.scale = 1
        arguments.a = UnsafeRawPointer(down.address)
        arguments.b = UnsafeRawPointer(up.address)
        arguments.input = input?.address
        arguments.input_stride = Int64(input?.stride(0) ?? 0)
        arguments.hidden = hidden.address
        arguments.output = output?.address
        arguments.output_stride = Int64(output?.stride(0) ?? 0)
        arguments.a_gradient = downGradient?.address?.assumingMemoryBound(to: Float.self)
        withExtendedLifetime(upGradients) {
            parts.withUnsafeBufferPointer { parts in
                arguments.parts = parts.baseAddress
                CPUKernel.run(kernel, arguments, on: down, up, input, hidden, output, downGradient)
            }
        }
    }
}
