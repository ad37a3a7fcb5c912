import CKernels
import Testing
import Torch

@testable import Kernels

/// The operations of decoding against what they are by definition.
@Suite struct PagedFormTests {
    private static let layouts = [(1, 64), (3, 64), (7, 128), (8, 64)].map {
        HeadLayout(queries: 2 * $0.0, keyValues: 2, size: $0.1)
    }

    /// A cache of `blocks` blocks whose slots hold noise, and infinities where a test asks for them.
    private func cache(_ blocks: Int, _ heads: HeadLayout, _ dtype: DType) throws -> PagedKeysAndValues {
        let shape = [blocks, heads.keyValues, PagedKeysAndValues.blockSize, heads.size]
        return PagedKeysAndValues(
            keys: try Noise.tensor(shape, 1).to(dtype), values: try Noise.tensor(shape, 2).to(dtype))
    }

    @Test(arguments: layouts, [DType.float32, .bfloat16])
    func storedTokensAreFoundInTheirSlots(heads: HeadLayout, dtype: DType) throws {
        let slots = [37, 0, 16, 15, 63]
        let joint = try Noise.tensor([slots.count, heads.width], 3).to(dtype)
        let forms: [(PagedKeysAndValues) throws -> Void] = [
            { try $0.store(joint, heads, slots: Tensor(slots)) },
            { try $0.plainStore(joint, heads, slots: Tensor(slots)) },
        ]
        for store in forms {
            let cache = try cache(4, heads, dtype)
            let untouched = try cache.gathered(heads, slots: Tensor([1, 38]))
            try store(cache)
            let found = try cache.gathered(heads, slots: Tensor(slots))
            let shape = [slots.count, heads.keyValues, heads.size]
            let keys = try joint.narrowed(1, from: heads.queries * heads.size, count: heads.keyValues * heads.size)
            let values = try joint.narrowed(
                1, from: (heads.queries + heads.keyValues) * heads.size, count: heads.keyValues * heads.size)
            #expect(try distance(found.keys, keys.reshaped(shape)) == 0)
            #expect(try distance(found.values, values.reshaped(shape)) == 0)
            let after = try cache.gathered(heads, slots: Tensor([1, 38]))
            #expect(try distance(after.keys, untouched.keys) == 0)
            #expect(try distance(after.values, untouched.values) == 0)
        }
    }

    /// Sequences of very different lengths, whose blocks lie in no order.
    @Test(arguments: layouts, [DType.float32, .bfloat16])
    func eachTokenAttendsToItsOwnSequence(heads: HeadLayout, dtype: DType) throws {
        let lengths = [1, 16, 17, 45, 300]
        var next = 40
        let tables = lengths.map { length in
            (0..<(length + 15) / 16).map { _ in
                next = (next * 7 + 3) % 41
                return Int32(next)
            }
        }
        let columns = tables.map(\.count).max() ?? 0
        let blocks = try Tensor(
            tables.flatMap { $0 + Array(repeating: Int32(-1), count: columns - $0.count) }.map { max($0, 0) },
            shape: [lengths.count, columns])
        let cache = try cache(41, heads, dtype)
        let joint = try Noise.tensor([lengths.count, heads.width], 4).to(dtype)
        let attention = DecodeAttention(blocks: blocks, lengths: try Tensor(lengths.map(Int32.init)), heads)
        let expected = try Tensor.concatenate(
            zip(tables, lengths).enumerated().map { index, sequence in
                let slots = (0..<sequence.1).map { Int(sequence.0[$0 / 16]) * 16 + $0 % 16 }
                let (keys, values) = try cache.gathered(heads, slots: Tensor(slots))
                func batch(_ x: Tensor) throws -> Tensor { try x.to(.float32).transposed(0, 1).unsqueezed(0) }
                let queries = try joint.narrowed(0, from: index, count: 1)
                    .narrowed(1, from: 0, count: heads.queries * heads.size).reshaped([1, heads.queries, heads.size])
                return try Tensor.attention(batch(queries), batch(keys), batch(values), groupsQueries: true)
                    .reshaped([1, -1])
            }, 0)
        let tolerance = dtype == .float32 ? 1e-5 : 1e-2
        #expect(try distance(attention.forward(joint, cache), expected) < tolerance)
        #expect(try distance(attention.plainForward(joint, cache), expected) < tolerance)
    }

    /// What no token has written may be anything.
    @Test func emptySlotsAreNeverRead() throws {
        let heads = Self.layouts[1]
        let keys = try Tensor.full([2, 2, 16, 64], .nan, .float32)
        let cache = PagedKeysAndValues(keys: keys, values: try keys.clone())
        try cache.store(Noise.tensor([5, heads.width], 5), heads, slots: Tensor([16, 17, 18, 19, 20]))
        let attention = DecodeAttention(
            blocks: try Tensor([Int32(1), 0], shape: [1, 2]), lengths: try Tensor([Int32(5)]), heads)
        let joint = try Noise.tensor([1, heads.width], 6)
        let made = try attention.forward(joint, cache)
        let plain = try attention.plainForward(joint, cache)
        #expect(try made.floats().allSatisfy(\.isFinite))
        #expect(try distance(made, plain) < 1e-5)
    }

    @Test(arguments: [1, 3, 4, 5], [DType.float32, .bfloat16])
    func productsOfFewRows(rows: Int, dtype: DType) throws {
        let x = try Noise.tensor([rows, 70], 1).to(dtype)
        let weight = try Noise.tensor([33, 70], 2).to(dtype)
        for bias in [nil, try Noise.tensor([33], 3).to(dtype)] {
            let product = InferenceProduct(weight: weight, bias: bias)
            let wide = InferenceProduct(weight: try weight.to(.float32), bias: try bias?.to(.float32))
            let expected = try wide.plainForward(x.to(.float32))
            #expect(try distance(product.forward(x), expected) < (dtype == .float32 ? 1e-5 : 1e-2))
        }
    }
}

/// What choosing a token needs of logits, by the kernel and by definition.
@Suite struct LogitRowsTests {
    @Test(arguments: [DType.float32, .bfloat16], [3, 16, 1_000])
    func summariesAndCandidates(dtype: DType, vocabulary: Int) throws {
        let logits = try (Noise.tensor([4, vocabulary + 8], 1) * 5).to(dtype).narrowed(1, from: 0, count: vocabulary)
        let logitRows = LogitRows(logits)
        let temperatures: [Float] = [1, 0.7, 0.1, 3]
        let plain = try logitRows.plainSummaries(temperatures)
        for (made, plain) in zip(try logitRows.summaries(temperatures: temperatures), plain) {
            #expect(made.likeliest == plain.likeliest)
            #expect(made.largest == plain.largest)
            #expect(abs(made.mass - plain.mass) < 1e-4 * plain.mass)
        }
        for below: Float in [0, 6, .infinity] {
            for rows in [[0, 1, 2, 3], [2, 0]] {
                let cuts = rows.map { plain[$0].largest - below }
                let made = try logitRows.candidates(rows: rows, atLeast: cuts)
                #expect(try made == logitRows.plainCandidates(rows, cuts))
            }
        }
    }

    /// More than there is room for at first.
    @Test func manyCandidatesAreAllFound() throws {
        let rows = LogitRows(try Noise.tensor([2, 5_000], 2))
        let found = try rows.candidates(rows: [0, 1], atLeast: [.infinity, -.infinity])
        #expect(found.map(\.count) == [0, 5_000])
    }
}

/// The plain choice of tokens, which the kernel of a device is compared with, against the definition.
@Suite struct TokenSamplingTests {
    private let logits: [Float] = [1.0, 3.0, 2.0, -1.0, 2.5, 0.0]

    private func choose(temperature: Float, topK: Int32, topP: Float, uniforms: [Float]) throws -> [Int] {
        let count = uniforms.count
        let sampling = TokenSampling(
            temperatures: try Tensor(Array(repeating: temperature, count: count)),
            topK: try Tensor(Array(repeating: topK, count: count)),
            topP: try Tensor(Array(repeating: topP, count: count)))
        let rows = try Tensor(Array(repeating: logits, count: count).flatMap { $0 }, shape: [count, logits.count])
        let chosen = try sampling.choose(rows, uniforms: Tensor(uniforms))
        let expected = try rows.logSoftmax(1).gathering(chosen.tokens.unsqueezed(1), 1).squeezed(1)
        #expect(try distance(chosen.logProbabilities, expected) < 1e-6)
        return try chosen.tokens.integers()
    }

    @Test func theSettingsKeepTheLikeliest() throws {
        let uniforms: [Float] = [0, 0.3, 0.9, 0.999_999]
        #expect(try choose(temperature: 0, topK: 0, topP: 1, uniforms: uniforms) == [1, 1, 1, 1])
        #expect(try choose(temperature: 1, topK: 1, topP: 1, uniforms: uniforms) == [1, 1, 1, 1])
        #expect(try choose(temperature: 1, topK: 2, topP: 1, uniforms: uniforms) == [1, 1, 4, 4])
        // 0.47 of the mass is the first token's, 0.29 the second's, 0.17 the third's.
        #expect(try choose(temperature: 1, topK: 0, topP: 0.4, uniforms: uniforms) == [1, 1, 1, 1])
        #expect(try choose(temperature: 1, topK: 0, topP: 0.9, uniforms: uniforms) == [1, 1, 2, 2])
        #expect(try choose(temperature: 1, topK: 0, topP: 1, uniforms: uniforms) == [1, 1, 2, 3])
    }
}
