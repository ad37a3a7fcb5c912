import Foundation
import ReferenceModels
import Testing

/// Trainings in two processes on this machine, against the same in one.
@Suite struct DataParallelismTests {
    private struct Outcome: Decodable, Equatable {
        let wasCancelled: Bool
        let resumedStepCount: Int
        let losses: [Double]
        let gradientNorms: [Double]
        let heldOutLosses: [Double]
        let adapter: [Float]
    }

    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func outcomes(processes: Int, in name: String, _ arguments: [String] = []) throws -> [Outcome] {
        let place = folder.url.appending(path: name)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let run = try GroupRun("groupmember", ["training", place.path] + arguments, processes: processes)
        return try run.members.map { member in
            try #require(member.status == 0, "\(member.errors)")
            return try JSONDecoder().decode(Outcome.self, from: Data(member.output.utf8))
        }
    }

    /// The largest; infinite for lists of different lengths.
    private func difference<Value: BinaryFloatingPoint>(_ left: [Value], _ right: [Value]) -> Value {
        guard left.count == right.count else { return .infinity }
        return zip(left, right).map { abs($0 - $1) }.max() ?? .infinity
    }

    @Test func twoProcessesTrainTheAdapterThatOneTrains() throws {
        let one = try outcomes(processes: 1, in: "one")[0]
        let two = try outcomes(processes: 2, in: "two")
        #expect(two[0] == two[1])
        #expect(one.losses.count == 6)
        #expect(difference(one.losses, two[0].losses) < 1e-6)
        #expect(difference(one.gradientNorms, two[0].gradientNorms) < 1e-6)
        #expect(difference(one.heldOutLosses, two[0].heldOutLosses) < 1e-6)
        #expect(difference(one.adapter, two[0].adapter) < 1e-6)
        // Otherwise the comparison would say nothing: the adapters moved.
        #expect(one.heldOutLosses[1] < one.heldOutLosses[0] - 0.01)
    }

    @Test func aStopOfEitherProcessStopsBothAndTheTrainingGoesOn() throws {
        let whole = try outcomes(processes: 2, in: "whole")[0]
        let stopped = try outcomes(processes: 2, in: "parts", ["3"])
        #expect(stopped.allSatisfy { $0.wasCancelled && $0.losses.count == 3 })
        let resumed = try outcomes(processes: 2, in: "parts")
        #expect(resumed.allSatisfy { $0.resumedStepCount == 3 })
        #expect(resumed[0].adapter == whole.adapter && resumed[1].adapter == whole.adapter)
        #expect(resumed[0].losses == whole.losses && resumed[0].heldOutLosses == whole.heldOutLosses)
    }
}
