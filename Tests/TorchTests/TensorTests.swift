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

    @Test func theSeedFixesDropout() throws {
        func dropped(seed: UInt64) throws -> [Float] {
            let generator = try TorchGenerator(seed: seed, on: .cpu)
            _ = try Tensor.randn([7])
            return try Tensor.full([1_000], 3).dropout(0.25, from: generator).floats()
        }
        let first = try dropped(seed: 5)
        #expect(try dropped(seed: 5) == first)
        #expect(try dropped(seed: 6) != first)
        #expect(Set(first) == [0, 4])
        #expect(abs(first.reduce(0, +) / 1_000 - 3) < 0.3)
    }

    @Test func aGeneratorGoesOnWhereItStopped() throws {
        let generator = try TorchGenerator(seed: 5, on: .cpu)
        let x = try Tensor.full([100], 1)
        let draws = try (0..<2).map { _ in try x.dropout(0.5, from: generator).floats() }
        #expect(draws[0] != draws[1])
    }

    @Test func droppedElementsGetNoGradient() throws {
        let x = try Tensor.full([100], 1)
        try x.setRequiresGradient(true)
        let y = try x.dropout(0.5, from: TorchGenerator(seed: 1, on: .cpu))
        try y.sum().backward()
        let gradient = try #require(x.gradient).floats()
        #expect(try gradient == y.detached().floats())
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
