import Foundation
import Provenance
import Testing

@testable import ModelFiles

@Suite struct SafetensorsWriterTests {
    let folder: TemporaryFolder
    let output: URL

    init() throws {
        folder = try TemporaryFolder()
        output = folder.url.appending(path: "model.safetensors")
    }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.url.path) }

    @Test func filesAreByteForByteThoseOfThePythonPackage() throws {
        let original = Place.fixtures.appending(path: "dtypes.safetensors")
        let file = try SafetensorsFile(original)
        let declarations = file.tensors.map { TensorDeclaration(name: $0.name, format: $0.format, shape: $0.shape) }
        try SafetensorsWriter.write(declarations.shuffled(), metadata: file.metadata, to: output) { tensor, append in
            try file.withRawBytes(of: tensor.name) { bytes in
                try append(UnsafeRawBufferPointer(rebasing: bytes.prefix(3)))
                try append(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3)))
            }
        }
        #expect(try Data(contentsOf: output) == Data(contentsOf: original))
        #expect(try names() == ["model.safetensors"])
    }

    @Test func tensorsReadBack() throws {
        let tensors = (0..<20).map { TensorDeclaration(name: "layers.\($0).weight", format: .f32, shape: [3, $0]) }
        try SafetensorsWriter.write(tensors, to: output) { tensor, append in
            try Array(repeating: Float(tensor.shape[1]), count: 3 * tensor.shape[1]).withUnsafeBytes { try append($0) }
        }
        let file = try SafetensorsFile(output)
        #expect(file.metadata == ["format": "pt"])
        #expect(file.tensors.count == 20)
        for (index, tensor) in tensors.enumerated() {
            #expect(try file.shape(of: tensor.name) == tensor.shape)
            #expect(try file.floats(tensor.name) == Array(repeating: Float(index), count: 3 * index))
        }
    }

    @Test(arguments: [0, 7, 9]) func aWrongNumberOfBytesWritesNothing(_ count: Int) throws {
        let tensor = TensorDeclaration(name: "w", format: .f32, shape: [2])
        let error = #expect(throws: ModelFileError.self) {
            try SafetensorsWriter.write([tensor], to: output) { _, append in
                try [UInt8](repeating: 0, count: count).withUnsafeBytes { try append($0) }
            }
        }
        #expect(error?.place == .tensor("w"))
        #expect(try names() == [])
    }

    @Test func aFailureOfTheCallerLeavesTheOldFile() throws {
        struct Interrupted: Error {}
        try AtomicFile.write("old", to: output)
        let tensors = ["a", "b"].map { TensorDeclaration(name: $0, format: .u8, shape: [1]) }
        #expect(throws: Interrupted.self) {
            try SafetensorsWriter.write(tensors, to: output) { tensor, append in
                if tensor.name == "b" { throw Interrupted() }
                try [UInt8(1)].withUnsafeBytes { try append($0) }
            }
        }
        #expect(try String(contentsOf: output, encoding: .utf8) == "old")
        #expect(try names() == ["model.safetensors"])
    }

    @Test(arguments: [
        [TensorDeclaration(name: "a", format: .q40, shape: [32])],
        [TensorDeclaration(name: "a", format: .f32, shape: [-1])],
        [TensorDeclaration(name: "a", format: .f32, shape: [1 << 62])],
        [
            TensorDeclaration(name: "a", format: .u8, shape: [.max]),
            TensorDeclaration(name: "b", format: .u8, shape: [.max]),
        ],
        [TensorDeclaration(name: "a", format: .u8, shape: [0]), TensorDeclaration(name: "a", format: .u8, shape: [0])],
        [TensorDeclaration(name: "__metadata__", format: .u8, shape: [0])],
    ])
    func declarationsThatCannotBeWrittenAreErrors(_ tensors: [TensorDeclaration]) throws {
        #expect(throws: ModelFileError.self) {
            try SafetensorsWriter.write(tensors, to: output) { _, _ in Issue.record("asked for bytes") }
        }
        #expect(try names() == [])
    }
}
