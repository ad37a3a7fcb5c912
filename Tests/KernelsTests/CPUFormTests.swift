import CKernels
import Testing
import Torch

@testable import Kernels

/// An instruction set and a type of elements.
struct Form: CustomTestStringConvertible {
    let instructionSet: String
    let dtype: DType

    init(_ instructionSet: String, _ dtype: DType) {
        (self.instructionSet, self.dtype) = (instructionSet, dtype)
    }

    var testDescription: String { "\(instructionSet) \(dtype)" }
    var tolerance: Double { dtype == .float32 ? 1e-5 : 1e-2 }

    /// Random numbers in this form's type, the rows of a wider matrix, so that they do not follow each other.
    func noise(_ shape: [Int], _ seed: UInt64) throws -> Tensor {
        let wider = shape.dropLast() + [shape[shape.count - 1] + 8]
        return try Noise.tensor(Array(wider), seed).to(dtype).narrowed(-1, from: 0, count: shape[shape.count - 1])
    }

    /// Has this thread's kernels use the form's instruction set, and gives the one that they used.
    func choose() -> String {
        let own = String(cString: ckernels_instruction_set())
        #expect(ckernels_choose_instruction_set(instructionSet))
        return own
    }
}

/// What this machine has; the thread that asks goes back to its own.
private let instructionSets: [String] = {
    let own = String(cString: ckernels_instruction_set())
    defer { ckernels_choose_instruction_set(own) }
    return ["avx512-bf16", "avx2", "portable"].filter { ckernels_choose_instruction_set($0) }
}()
private let forms: [Form] = instructionSets.flatMap { set in [DType.float32, .bfloat16].map { Form(set, $0) } }

private let layouts = [
    HeadLayout(queries: 3, keyValues: 1, size: 64), .init(queries: 2, keyValues: 2, size: 40),
]

private let attentions: [([Int], HeadLayout)] = [
    ([1], .init(queries: 3, keyValues: 1, size: 64)),
    ([5, 100, 1, 64, 65], .init(queries: 3, keyValues: 3, size: 64)),
    ([33, 130], .init(queries: 7, keyValues: 1, size: 128)),
    ([129, 300], .init(queries: 8, keyValues: 1, size: 64)),
    ([50, 1, 200], .init(queries: 4, keyValues: 2, size: 24)),
]

private let thinShapes: [(tokens: Int, inputs: Int, outputs: [Int], rank: Int)] = [
    (1, 64, [64], 16), (50, 100, [72, 24, 24], 16), (301, 48, [40], 8), (65, 96, [40], 5), (33, 128, [64, 32], 96),
]

/// Each operation's form for the CPU, with each of the machine's instruction sets, against the plain form in float32.
@Suite(.serialized)
struct CPUFormTests {
    @Test(arguments: forms, [(1, 16), (7, 40), (33, 577)])
    func swiGLU(form: Form, size: (tokens: Int, width: Int)) throws {
        let own = form.choose()
        defer { ckernels_choose_instruction_set(own) }
        let gateUp = try form.noise([size.tokens, 2 * size.width], 1)
        let gradient = try form.noise([size.tokens, size.width], 2)
        let wide = try (gateUp.to(.float32), gradient.to(.float32))
        try expect(SwiGLU.cpuForward(gateUp), SwiGLU.plainForward(wide.0), form)
        let made = try #require(try SwiGLU.cpuBackward(gradient, gateUp: gateUp))
        let plain = try SwiGLU.plainBackward(wide.1, gateUp: wide.0)
        try expect(made.gateUp, plain.gateUp, form)
        try expect(made.activation, plain.activation, form)
    }

    @Test(arguments: forms, [(1, 16), (5, 40), (33, 577)])
    func normalization(form: Form, size: (tokens: Int, width: Int)) throws {
        let own = form.choose()
        defer { ckernels_choose_instruction_set(own) }
        let shape = [size.tokens, size.width]
        let (x, addend, gradient) = try (form.noise(shape, 1), form.noise(shape, 2), form.noise(shape, 3))
        let weight = try form.noise([size.width], 4)
        let norm = RMSNormalization(weight: weight, epsilon: 1e-5)
        let plain = RMSNormalization(weight: try weight.to(.float32), epsilon: 1e-5)
        for addend in [nil, addend] {
            let made = try #require(try norm.cpuForward(x, adding: addend))
            let sum = try addend.map { try (x + $0) } ?? x
            #expect(try distance(made.sum, sum) == 0)
            let expected = try plain.plainForward(sum.to(.float32), adding: nil)
            try expect(made.output, expected.output, form)
            #expect(try distance(made.inverseRMS, expected.inverseRMS) < 1e-5)
            try expect(
                norm.cpuBackward(gradient, of: (made.sum, made.inverseRMS), adding: addend),
                plain.plainBackward(
                    gradient.to(.float32), of: (expected.sum, expected.inverseRMS), adding: addend?.to(.float32)), form)
        }
    }

    @Test(arguments: forms, layouts)
    func rotation(form: Form, heads: HeadLayout) throws {
        let own = form.choose()
        defer { ckernels_choose_instruction_set(own) }
        let joint = try form.noise([7, heads.width], 1)
        let (cosine, sine) = try (Noise.tensor([7, heads.size / 2], 2), Noise.tensor([7, heads.size / 2], 3))
        let positions = RotaryPositions(cosine: cosine, sine: sine)
        let expected = try joint.to(.float32).clone()
        try positions.plainRotate(expected, heads)
        let turned = try positions.cpuRotate(joint, heads)
        #expect(turned)
        try expect(joint, expected, form)
    }

    @Test(arguments: forms, attentions)
    func attention(form: Form, rowsAndHeads: ([Int], HeadLayout)) throws {
        let own = form.choose()
        defer { ckernels_choose_instruction_set(own) }
        let (lengths, heads) = rowsAndHeads
        let rows = try PackedRows(lengths: lengths, on: .cpu)
        let attention = CausalAttention(rows, heads)
        let joint = try form.noise([rows.tokenCount, heads.width], 1)
        let gradient = try form.noise([rows.tokenCount, heads.queries * heads.size], 2)
        let made = try #require(try attention.cpuForward(joint))
        let wide = try joint.to(.float32)
        let plain = try attention.plainForward(wide)
        try expect(made.output, plain.output, form)
        #expect(try distance(made.statistics[0], plain.statistics[0]) < 1e-4)
        guard rows.tokenCount > 1 else { return }
        try expect(
            attention.cpuBackward(gradient, of: made, joint: joint),
            attention.plainBackward(gradient.to(.float32), of: plain, joint: wide), form)
    }

    /// What a row gives must not depend on the rows beside it, and a token's output not on later tokens.
    @Test(arguments: forms)
    func attentionSeesNeitherOtherRowsNorTheFuture(form: Form) throws {
        let own = form.choose()
        defer { ckernels_choose_instruction_set(own) }
        let heads = HeadLayout(queries: 3, keyValues: 1, size: 64)
        let joint = try form.noise([150, heads.width], 1)
        let both = try #require(
            try CausalAttention(PackedRows(lengths: [70, 80], on: .cpu), heads).cpuForward(joint))
        let alone = try #require(
            try CausalAttention(PackedRows(lengths: [60], on: .cpu), heads).cpuForward(
                joint.narrowed(0, from: 70, count: 60)))
        #expect(try distance(alone.output, both.output.narrowed(0, from: 70, count: 60)) == 0)
    }

    @Test(arguments: forms, [(1, 5), (3, 49_152), (4, 10_007)])
    func crossEntropy(form: Form, size: (rows: Int, vocabulary: Int)) throws {
        let own = form.choose()
        defer { ckernels_choose_instruction_set(own) }
        let logits = try form.noise([size.rows, size.vocabulary], 1)
        let wide = try logits.to(.float32).clone()
        let targets = try Tensor((0..<size.rows).map { $0 * 977 % size.vocabulary })
        let weights = try Noise.tensor([size.rows], 2)
        let alone = try #require(try CrossEntropy.cpuLosses(logits, targets: targets, weights: nil))
        let expected = try CrossEntropy.plainLosses(wide, targets: targets, weights: weights)
        #expect(try distance(alone, expected) < 1e-5)
        let made = try #require(try CrossEntropy.cpuLosses(logits, targets: targets, weights: weights))
        #expect(try distance(made, expected) < 1e-5)
        try expect(logits, wide, form)
    }

    @Test(arguments: forms, thinShapes)
    func lowRankProduct(form: Form, shape: (tokens: Int, inputs: Int, outputs: [Int], rank: Int)) throws {
        let own = form.choose()
        defer { ckernels_choose_instruction_set(own) }
        let (product, plain) = try products(form, shape.inputs, shape.outputs, shape.rank)
        let (ranks, outputs) = (product.down.size(0), product.up.size(0))
        let (x, y) = try (form.noise([shape.tokens, shape.inputs], 1), form.noise([shape.tokens, outputs], 2))
        let (wideX, wideY) = try (x.to(.float32).clone(), y.to(.float32).clone())
        let reduced = try form.noise([shape.tokens, ranks], 3)
        let wide = try reduced.to(.float32)

        try expect(product.cpuReduced(x), plain.plainReduced(wideX), form)
        try expect(product.cpuReducedGradient(y), plain.plainReducedGradient(wideY), form)
        #expect(
            try distance(product.cpuDownGradient(reduced, input: x), plain.plainDownGradient(wide, input: wideX))
                < 1e-5)
        let ups = try #require(try product.cpuUpGradients(y, reduced: reduced))
        for (made, expected) in try zip(ups, plain.plainUpGradients(wideY, reduced: wide)) {
            #expect(try distance(made, expected) < 1e-5)
        }
        let added = try (product.cpuAdd(reduced, to: y), product.cpuAddInputGradient(reduced, to: x))
        #expect(added == (true, true))
        try plain.plainAdd(wide, to: wideY)
        try plain.plainAddInputGradient(wide, to: wideX)
        try expect(y, wideY, form)
        try expect(x, wideX, form)
    }

    /// The product of random parts, in the form's type and in float32.
    private func products(_ form: Form, _ inputs: Int, _ outputs: [Int], _ rank: Int) throws -> (
        LowRankProduct, LowRankProduct
    ) {
        let down = try form.noise([rank * outputs.count, inputs], 4).contiguous()
        let up = try Tensor.zeros([outputs.reduce(0, +), rank * outputs.count], form.dtype)
        var blocks: [LowRankProduct.Block] = []
        for (index, count) in outputs.enumerated() {
            let start = blocks.last?.outputs.upperBound ?? 0
            blocks.append(.init(ranks: index * rank..<(index + 1) * rank, outputs: start..<start + count))
            try up.narrowed(0, from: start, count: count).narrowed(1, from: index * rank, count: rank)
                .copyInPlace(from: form.noise([count, rank], 5 + UInt64(index)))
        }
        return (
            LowRankProduct(down: down, up: up, blocks: blocks),
            LowRankProduct(down: try down.to(.float32), up: try up.to(.float32), blocks: blocks)
        )
    }

    private func expect(
        _ made: Tensor?, _ expected: Tensor, _ form: Form, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let made = try #require(made, sourceLocation: sourceLocation)
        #expect(made.dtype == form.dtype, sourceLocation: sourceLocation)
        let distance = try distance(made, expected)
        #expect(distance < form.tolerance, sourceLocation: sourceLocation)
    }
}
