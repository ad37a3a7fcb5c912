import Torch

/// Each operation on a device against its plain form on the CPU in float32, on random numbers: what tests do where there is a device.
package struct KernelSelfTest {
    /// How far one operation's result is from what it should be.
    package struct Finding: Sendable, CustomStringConvertible {
        package let operation: String
        /// ‖result − expected‖ / ‖expected‖; not a number where the result holds one that is not.
        package let distance: Double
        package let tolerance: Double

        package var isRight: Bool { distance <= tolerance }
        package var description: String {
            "\(operation): \(isRight ? "right" : "WRONG"), relative distance \(distance), tolerance \(tolerance)"
        }
    }

    private let device: Device
    private let dtype: DType
    private var findings: [Finding] = []

    /// The findings for all operations of a type of elements.
    package static func run(on device: Device, _ dtype: DType) throws -> [Finding] {
        var test = KernelSelfTest(device: device, dtype: dtype)
        for heads in [HeadLayout(queries: 9, keyValues: 3, size: 64), .init(queries: 28, keyValues: 4, size: 128)] {
            try test.rotate(heads)
            try test.decode(heads)
        }
        try test.normalize()
        try test.activate()
        try test.crossEntropy()
        try test.product()
        try test.sample()
        return test.findings
    }

    private init(device: Device, dtype: DType) {
        self.device = device
        self.dtype = dtype
    }

    /// Random numbers that the type of elements can hold, in float32 on the CPU.
    private func noise(_ shape: [Int]) throws -> Tensor { try Tensor.randn(shape).to(dtype).to(.float32) }

    /// A copy even where nothing changes: some operations write where they read.
    private func placed(_ tensor: Tensor) throws -> Tensor { try tensor.clone().to(dtype).to(device) }

    private mutating func compare(_ operation: String, _ result: Tensor, _ expected: Tensor) throws {
        let difference = try (result.to(.cpu).to(.float32) - expected).norm().scalar()
        findings.append(
            Finding(
                operation: "\(operation), \(dtype)", distance: difference / max(try expected.norm().scalar(), 1e-30),
                tolerance: dtype == .float32 ? 1e-5 : 1e-2))
    }

    private mutating func normalize() throws {
        let (x, addend, gradient) = try (noise([7, 1_536]), noise([7, 1_536]), noise([7, 1_536]))
        let norm = RMSNormalization(weight: try noise([1_536]), epsilon: 1e-6)
        let onDevice = RMSNormalization(weight: try placed(norm.weight), epsilon: 1e-6)
        let made = try onDevice.forward(placed(x), adding: placed(addend))
        let sum = try made.sum.to(.cpu).to(.float32)
        let expected = try norm.plainForward(sum, adding: nil)
        try compare("sum to normalise", made.sum, x + addend)
        try compare("RMS normalisation", made.output, expected.output)
        let back = try onDevice.backward(placed(gradient), of: (made.sum, made.inverseRMS), adding: placed(addend))
        try compare(
            "gradient of RMS normalisation", back,
            norm.plainBackward(gradient, of: (sum, expected.inverseRMS), adding: addend))
    }

    private mutating func activate() throws {
        let (gateUp, gradient) = try (noise([5, 3_072]), noise([5, 1_536]))
        try compare("SwiGLU", SwiGLU.forward(placed(gateUp)), SwiGLU.plainForward(gateUp))
        let made = try SwiGLU.backward(placed(gradient), gateUp: placed(gateUp))
        let expected = try SwiGLU.plainBackward(gradient, gateUp: gateUp)
        try compare("gradient of SwiGLU", made.gateUp, expected.gateUp)
        try compare("SwiGLU made again", made.activation, expected.activation)
    }

    private mutating func rotate(_ heads: HeadLayout) throws {
        let joint = try noise([5, heads.width])
        let positions = RotaryPositions(
            cosine: try Tensor.randn([5, heads.size / 2]), sine: try Tensor.randn([5, heads.size / 2]))
        let onDevice = RotaryPositions(cosine: try positions.cosine.to(device), sine: try positions.sine.to(device))
        let turned = try placed(joint)
        try onDevice.rotate(turned, heads)
        try positions.plainRotate(joint, heads)
        try compare("rotary positions of \(heads.queries) heads", turned, joint)
    }

    private mutating func crossEntropy() throws {
        let logits = try noise([3, 49_152])
        let (targets, weights) = (try Tensor([5, 49_151, 0]), try Tensor([1, 0.5, 0] as [Float]))
        let gradient = try placed(logits)
        let losses = try CrossEntropy.losses(gradient, targets: targets.to(device), weights: weights.to(device))
        try compare("cross-entropy", losses, CrossEntropy.plainLosses(logits, targets: targets, weights: weights))
        try compare("gradient of cross-entropy", gradient, logits)
    }

    private mutating func product() throws {
        for rows in 1...3 {
            let (x, weight, bias) = try (noise([rows, 1_536]), noise([257, 1_536]), noise([257]))
            try compare(
                "product of \(rows) rows",
                InferenceProduct(weight: placed(weight), bias: placed(bias)).forward(placed(x)),
                InferenceProduct(weight: weight, bias: bias).plainForward(x))
        }
    }

    /// Prefixes of unequal length in scattered blocks, the last token stored by the device.
    private mutating func decode(_ heads: HeadLayout) throws {
        let lengths = [1, 16, 17, 700]
        let columns = 44
        let shape = [lengths.count * columns, heads.keyValues, PagedKeysAndValues.blockSize, heads.size]
        let cache = PagedKeysAndValues(keys: try noise(shape), values: try noise(shape))
        let onDevice = PagedKeysAndValues(keys: try placed(cache.keys), values: try placed(cache.values))
        let table = (0..<lengths.count * columns).map { Int32($0 * 7 % (lengths.count * columns)) }
        let slots = lengths.enumerated().map { row, length in
            Int(table[row * columns + (length - 1) / 16]) * 16 + (length - 1) % 16
        }
        let blocks = try Tensor(table, shape: [lengths.count, columns])
        let counts = try Tensor(lengths.map(Int32.init))
        let joint = try noise([lengths.count, heads.width])
        try cache.plainStore(joint, heads, slots: Tensor(slots))
        try onDevice.store(placed(joint), heads, slots: Tensor(slots, on: device))
        try compare("stored keys of \(heads.keyValues) heads", onDevice.keys, cache.keys)
        try compare("stored values of \(heads.keyValues) heads", onDevice.values, cache.values)
        try compare(
            "decoding attention of \(heads.queries) heads",
            DecodeAttention(blocks: blocks.to(device), lengths: counts.to(device), heads)
                .forward(placed(joint), onDevice),
            DecodeAttention(blocks: blocks, lengths: counts, heads).plainForward(joint, cache))
    }

    /// The likeliest token of rows, by temperature 0 and by top-k of 1, and its log-probability.
    private mutating func sample() throws {
        let logits = try noise([4, 49_152])
        let settings = TokenSampling(
            temperatures: try Tensor([0, 0.7, 0, 1.5] as [Float], on: device),
            topK: try Tensor([0, 1, 0, 1] as [Int32], on: device),
            topP: try Tensor([1, 1, 1, 0.9] as [Float], on: device))
        let uniforms = try Tensor([0, 0.3, 0.6, 0.999] as [Float], on: device)
        guard let chosen = try settings.cudaChoose(placed(logits), uniforms: uniforms) else { return }
        let best = try Operator("aten::argmax")(.tensor(logits), 1)
        try compare("sampled tokens", chosen.tokens, best.to(.float32))
        try compare(
            "their log-probabilities", chosen.logProbabilities,
            logits.logSoftmax(1).gathering(best.unsqueezed(1), 1).squeezed(1))
    }
}
