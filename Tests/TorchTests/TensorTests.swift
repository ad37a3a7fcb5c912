import Foundation
import Testing

@testable import Torch

@Suite struct TensorTests {
    @Test func valuesSurviveTheRoundTrip() throws {
        let tensor = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
        #expect(tensor.shape == [2, 3])
        #expect(tensor.dtype == .float32)
        #expect(tensor.device == .cpu)
        #expect(try tensor.floats() == [1, 2, 3, 4, 5, 6])
        #expect(try tensor.transposed(0, 1).floats() == [1, 4, 2, 5, 3, 6])
    }

    @Test func aWrongByteCountIsAnErrorNotAnOverrun() {
        #expect(throws: TorchError.self) { try Tensor([1, 2, 3] as [Float], shape: [2, 2]) }
    }

    @Test func shapeMismatchNamesTheOperator() throws {
        let error = #expect(throws: TorchError.self) {
            try Tensor.zeros([2, 3]).matmul(Tensor.zeros([2, 3]))
        }
        #expect(error?.operation == "aten::matmul")
        #expect(error?.reason == .operation)
        #expect(error?.message.contains("frame #") == false)
    }

    @Test func anAbsurdAllocationIsOutOfMemory() {
        let error = #expect(throws: TorchError.self) { try Tensor.empty([1 << 40, 1 << 10]) }
        #expect(error?.reason == .outOfMemory)
    }

    @Test func anUnknownOperatorIsAnError() {
        #expect(throws: TorchError.self) { try Operator("aten::no_such_operator")() }
    }

    @Test func gradientsFlowThroughRecordedOperationsOnly() throws {
        let x = try Tensor([2, 3] as [Float])
        try x.setRequiresGradient(true)
        try (x * x).sum().backward()
        #expect(try x.gradient?.floats() == [4, 6])
        try x.clearGradient()
        #expect(x.gradient == nil)
        let quiet = try recordingGradients(false) { try (x * x).sum() }
        #expect(!quiet.requiresGradient)
    }

    @Test func splitGivesMorePartsThanTheUsualResults() throws {
        let parts = try Tensor.arange(10).split(Array(repeating: 1, count: 10), 0)
        #expect(try parts.map { try $0.integers() } == (0..<10).map { [$0] })
    }

    @Test func theSeedFixesRandomNumbers() throws {
        TorchRandom.seed(5)
        let first = try Tensor.randn([4]).floats()
        TorchRandom.seed(5)
        #expect(try Tensor.randn([4]).floats() == first)
    }

    @Test func adamWTakesTheStepOfItsFormula() throws {
        let parameter = try Tensor([1] as [Float])
        try Tensor.adamWStepInPlace(
            parameters: [parameter], gradients: [Tensor([0.5] as [Float])], firstMoments: [.zeros([1])],
            secondMoments: [.zeros([1])], steps: [.full([], 1)], learningRate: 0.1, betas: (0.9, 0.999), epsilon: 1e-8,
            weightDecay: 0.1)
        // The first step moves by the learning rate, after the decay of 0.1 · 0.1.
        #expect(abs(try parameter.floats()[0] - (0.99 - 0.1)) < 1e-6)
    }

    /// In a process of its own: the memory of tests that run at the same time would count too.
    @Test func aHundredThousandOperationsLeaveMemoryFlat() async {
        await #expect(processExitsWith: .success) {
            func residentKilobytes() -> Int {
                let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
                let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
                return Int(line.filter(\.isNumber)) ?? 0
            }
            let x = try Tensor.zeros([256])
            try x.setRequiresGradient(true)
            func work(_ count: Int) throws {
                for _ in 0..<count {
                    _ = try (x * 2).split([128, 128], 0)
                    _ = try? x.matmul(Tensor.zeros([3]))
                }
            }
            try work(1_000)
            let before = residentKilobytes()
            try work(33_000)
            let growth = residentKilobytes() - before
            precondition(before > 0 && growth < 8_192, "resident memory grew by \(growth) kB")
        }
    }
}
