import Foundation
import Testing
import Torch

@testable import Endpoints

@Suite struct SelfTestTests {
    @Test func everyCheckPassesOnTheCPU() throws {
        let checks = try SelfTest(device: .cpu).run()
        #expect(checks.count == 9)
        for check in checks { #expect(check.passed, "\(check.name): \(check.measured)") }
    }

    @Test func bfloat16OrFloat32IsChosenByMeasurement() throws {
        let precision = try ComputePrecision(fastestOn: .cpu)
        let measured = try #require(precision.measured)
        #expect((precision.dtype == .bfloat16) == (measured.bfloat16 > 1.2 * measured.float32))
    }
}

@Suite struct ModelReferenceTests {
    private let here = URL(filePath: FileManager.default.temporaryDirectory.path)

    @Test func anUnknownModelNamesWhatIsKnown() {
        let error = #expect(throws: ModelReferenceError.self) { try ModelReference("smollm3", relativeTo: here) }
        #expect(error?.description.contains("smollm2-135m-instruct") == true)
    }

    @Test func aPickleIsRefusedWithTheWayOut() throws {
        let file = here.appending(path: "\(UUID().uuidString).bin")
        try Data([0x80, 0x04, 0x95]).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let reference = try ModelReference(file.path, relativeTo: here)
        let error = #expect(throws: (any Error).self) {
            try LocalModel(loading: reference, dtype: .float32, device: .cpu)
        }
        #expect(error.map { "\($0)".contains("safetensors") } == true)
    }

    @Test func aFolderWithoutAModelIsAnError() throws {
        let folder = here.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let reference = try ModelReference(folder.path, relativeTo: here)
        #expect(throws: (any Error).self) { try LocalModel(loading: reference, dtype: .float32, device: .cpu) }
    }
}
