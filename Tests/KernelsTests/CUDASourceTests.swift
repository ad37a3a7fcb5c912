import Testing
import Torch

@testable import Kernels

/// The sources for CUDA devices, as far as they can be tried without one.
struct CUDASourceTests {
    static let sources: [CUDASource] = [
        .rmsNormalization(width: 576, threads: 96), .rmsNormalization(width: 5_120, threads: 320),
        .rotaryPositions(HeadLayout(queries: 9, keyValues: 3, size: 64)),
        .rotaryPositions(HeadLayout(queries: 40, keyValues: 8, size: 128)),
        .swiGLU(width: 1_536), .crossEntropy(vocabulary: 49_152, threads: 512),
        .matrixVector(inputs: 3_584, batch: 1, warpsOfRow: 2), .matrixVector(inputs: 18_944, batch: 2, warpsOfRow: 4),
        .tokenSampler(vocabulary: 152_064),
    ]

    @Test(.enabled(if: CUDACompiler.version != nil), arguments: sources, [DType.bfloat16, .float32])
    func everySourceCompiles(source: CUDASource, dtype: DType) throws {
        let image = try CUDACompiler.compile(
            source.program, name: source.name, definitions: source.definitions(dtype), architecture: "sm_90")
        #expect(!image.isEmpty)
    }

    @Test(.enabled(if: CUDACompiler.version != nil), arguments: [(1, 1, 64), (3, 3, 128), (28, 4, 128), (32, 2, 64)])
    func decodeAttentionCompilesForEveryGroup(queries: Int, keyValues: Int, size: Int) throws {
        let source = CUDASource.decodeAttention(HeadLayout(queries: queries, keyValues: keyValues, size: size))
        let image = try CUDACompiler.compile(
            source.program, name: source.name, definitions: source.definitions(.bfloat16), architecture: "sm_80")
        #expect(!image.isEmpty)
    }

    @Test func tensorsOfTheCPUHaveNoPlaceOnADevice() throws {
        #expect(CUDAPlace.of(try Tensor.zeros([2, 8], .bfloat16)) == nil)
    }
}

/// The self-test that `doctor` runs on a device, here on the CPU.
struct KernelSelfTestTests {
    @Test(arguments: [DType.float32, .bfloat16]) func findsTheCPURight(dtype: DType) throws {
        let findings = try KernelSelfTest.run(on: .cpu, dtype)
        #expect(findings.count > 15)
        #expect(findings.filter { !$0.isRight }.map(\.description) == [])
    }
}
