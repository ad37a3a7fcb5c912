import Testing
import Torch

@testable import Kernels

/// The plain forms against libtorch's own operators and its autograd.
struct PlainFormTests {
    @Test func swiGLUIsLibtorchsWithItsGradient() throws {
        let input = try leaf([7, 12], seed: 1)
        let parts = try input.split([6, 6], 1)
        let output = try parts[0].silu() * parts[1]
        let gradient = try noise([7, 6], seed: 2)
        try output.backward(gradient: gradient)
        let made = try SwiGLU.plainBackward(gradient, gateUp: input.detached())
        #expect(try distance(SwiGLU.plainForward(input.detached()), output.detached()) < 1e-6)
        #expect(try distance(made.gateUp, #require(input.gradient)) < 1e-6)
        #expect(try distance(made.activation, output.detached()) < 1e-6)
    }

    @Test func normalizationIsLibtorchsWithItsGradient() throws {
        let x = try leaf([5, 8], seed: 3)
        let addend = try noise([5, 8], seed: 4)
        let norm = RMSNormalization(weight: try noise([8], seed: 5), epsilon: 1e-3)
        let output = try (x + addend).rmsNorm(norm.weight, epsilon: norm.epsilon)
        let gradient = try noise([5, 8], seed: 6)
        let direct = try noise([5, 8], seed: 7)
        try output.backward(gradient: gradient)
        let made = try norm.plainForward(x.detached(), adding: addend)
        #expect(try distance(made.output, output.detached()) < 1e-6)
        let back = try norm.plainBackward(gradient, of: (made.sum, made.inverseRMS), adding: direct)
        #expect(try distance(back, #require(x.gradient) + direct) < 1e-6)
    }

    @Test(
        arguments: [[1], [5], [3, 1, 6]],
        [HeadLayout(queries: 2, keyValues: 2, size: 4), .init(queries: 6, keyValues: 2, size: 8)])
    func attentionIsLibtorchsWithItsGradient(lengths: [Int], heads: HeadLayout) throws {
        let rows = try PackedRows(lengths: lengths, on: .cpu)
        let joint = try leaf([rows.tokenCount, heads.width], seed: 8)
        let outputs = try joint.split(lengths, 0).map { row in
            let parts = try row.reshaped([row.size(0), -1, heads.size]).split(
                [heads.queries, heads.keyValues, heads.keyValues], 1
            )
            .map { try $0.transposed(0, 1).unsqueezed(0) }
            return try Tensor.attention(parts[0], parts[1], parts[2], isCausal: true, groupsQueries: heads.group > 1)
                .squeezed(0).transposed(0, 1).reshaped([row.size(0), -1])
        }
        let output = try Tensor.concatenate(outputs, 0)
        let gradient = try noise([rows.tokenCount, heads.queries * heads.size], seed: 9)
        try output.backward(gradient: gradient)
        let attention = CausalAttention(rows, heads)
        let made = try attention.plainForward(joint.detached())
        #expect(try distance(made.output, output.detached()) < 1e-5)
        let back = try attention.plainBackward(gradient, of: made, joint: joint.detached())
        #expect(try distance(back, #require(joint.gradient)) < 1e-5)
    }

    @Test func crossEntropyIsLibtorchsWithItsGradient() throws {
        let logits = try leaf([4, 11], seed: 10)
        let targets = try Tensor([3, 0, 10, 3])
        let weights = try Tensor([1, 0.5, 0, 2].map(Float.init))
        let losses = try -logits.logSoftmax(1).gathering(targets.unsqueezed(1), 1).squeezed(1)
        try (losses * weights).sum().backward()
        let copy = try logits.detached().clone()
        let made = try CrossEntropy.plainLosses(copy, targets: targets, weights: weights)
        #expect(try distance(made, losses.detached()) < 1e-6)
        #expect(try distance(copy, #require(logits.gradient)) < 1e-6)
    }

    @Test func rotationBackIsTheInverse() throws {
        let heads = HeadLayout(queries: 3, keyValues: 1, size: 8)
        let angles = try noise([6, 4], seed: 11)
        let positions = RotaryPositions(
            cosine: try Operator("aten::cos")(.tensor(angles)), sine: try Operator("aten::sin")(.tensor(angles)))
        let joint = try noise([6, heads.width], seed: 12)
        let turned = try joint.clone()
        try positions.plainRotate(turned, heads)
        let values = try turned.narrowed(1, from: 32, count: 8)
        #expect(try distance(values, joint.narrowed(1, from: 32, count: 8)) == 0)
        #expect(try distance(turned, joint) > 0.1)
        try positions.inverse.plainRotate(turned, heads)
        #expect(try distance(turned, joint) < 1e-6)
    }
}

private func noise(_ shape: [Int], seed: UInt64) throws -> Tensor {
    try Noise.tensor(shape, seed)
}

private func leaf(_ shape: [Int], seed: UInt64) throws -> Tensor {
    let tensor = try noise(shape, seed: seed)
    try tensor.setRequiresGradient(true)
    return tensor
}
