import Foundation
import Testing

@testable import ModelFiles

/// Against the floats that the Python package `gguf` makes of the same blocks, rounded by torch.
@Suite struct DequantizationTests {
    let quantized: GGUFFile
    let expectedFloats: SafetensorsFile
    let expectedBFloat16: SafetensorsFile

    init() throws {
        quantized = try GGUFFile(Place.fixtures.appending(path: "quantized.gguf"))
        expectedFloats = try SafetensorsFile(Place.fixtures.appending(path: "quantized.f32.safetensors"))
        expectedBFloat16 = try SafetensorsFile(Place.fixtures.appending(path: "quantized.bf16.safetensors"))
    }

    static let formats: [TensorFormat] = [.f32, .f16, .bf16, .q40, .q41, .q50, .q51, .q80, .q4K, .q5K, .q6K]

    @Test(arguments: formats) func floatsAgreeBitForBitWithThePythonPackage(_ format: TensorFormat) throws {
        let name = format.rawValue
        #expect(try quantized.tensor(named: name).format == format)
        #expect(try quantized.shape(of: name) == expectedFloats.shape(of: name))
        let floats = try quantized.floats(name)
        #expect(Set(floats).count > 20)
        let expected = try expectedFloats.floats(name)
        #expect(floats.map(\.bitPattern) == expected.map(\.bitPattern))
    }

    @Test(arguments: formats) func bfloat16RoundsAsTorchDoes(_ format: TensorFormat) throws {
        let name = format.rawValue
        #expect(try quantized.bfloat16(name) == expectedBFloat16.bfloat16(name))
    }

    @Test(arguments: formats) func blocksReadByThemselvesAreThoseOfTheWholeTensor(_ format: TensorFormat) throws {
        let tensor = try quantized.tensor(named: format.rawValue)
        let whole = try (floats: quantized.floats(tensor.name), rounded: quantized.bfloat16(tensor.name))
        let block = max(format.elementsPerBlock, 8)
        for range in [0..<block, block..<tensor.elementCount, tensor.elementCount - block..<tensor.elementCount] {
            var floats = [Float](repeating: 0, count: range.count)
            try floats.withUnsafeMutableBufferPointer { try quantized.readFloats(tensor.name, range, into: $0) }
            #expect(floats.map(\.bitPattern) == whole.floats[range].map(\.bitPattern))
            var rounded = [UInt16](repeating: 0, count: range.count)
            try rounded.withUnsafeMutableBufferPointer { try quantized.readBFloat16(tensor.name, range, into: $0) }
            #expect(rounded == Array(whole.rounded[range]))
        }
    }

    @Test func tensorsLargerThanATileAreRoundedWhole() throws {
        let values = (0..<10_007).map { Float($0) * 1.001 }
        var rounded = [UInt16](repeating: 0, count: values.count)
        values.withUnsafeBytes { bytes in
            rounded.withUnsafeMutableBufferPointer { TensorFormat.f32.decodeBFloat16(bytes, into: $0) }
        }
        #expect(rounded == values.map(\.bfloat16Bits))
    }

    @Test func everyHalfPrecisionNumberConvertsExactly() {
        for bits in UInt16.min...UInt16.max {
            let expected = Float(Float16(bitPattern: bits))
            let found = Float(halfBits: bits)
            #expect(found.bitPattern == expected.bitPattern || found.isNaN && expected.isNaN, "\(bits)")
        }
    }

    @Test func roundingToBFloat16IsToTheNearestWithTiesToEven() {
        #expect(Float(1).bfloat16Bits == 0x3F80)
        #expect((1 + 0x1p-8 as Float).bfloat16Bits == 0x3F80)
        #expect((1 + 3 * 0x1p-8 as Float).bfloat16Bits == 0x3F82)
        #expect((1 + 0x1.8p-8 as Float).bfloat16Bits == 0x3F81)
        #expect(Float.greatestFiniteMagnitude.bfloat16Bits == 0x7F80)
        #expect(Float.nan.bfloat16Bits == 0x7FC0)
        #expect((-Float.infinity).bfloat16Bits == 0xFF80)
    }

    @Test func formatsThatAreNotDecodedSaySoWhenRead() throws {
        let folder = try TemporaryFolder()
        let file = try SafetensorsFile(
            folder.file(
                "u16.safetensors",
                [UInt8].safetensors(#"{"w":{"dtype":"U16","shape":[2],"data_offsets":[0,4]}}"#, dataCount: 4)))
        #expect(throws: ModelFileError.self) { try file.floats("w") }
        let bytes = try file.withRawBytes(of: "w") { Array($0) }
        #expect(bytes == [7, 7, 7, 7])
    }

    @Test func aBufferOfTheWrongSizeIsAnError() throws {
        var floats = [Float](repeating: 0, count: 3)
        let error = #expect(throws: ModelFileError.self) {
            try floats.withUnsafeMutableBufferPointer { try quantized.readFloats("F32", into: $0) }
        }
        #expect(error?.place == .tensor("F32"))
        #expect(error?.found == "room for 3")
    }
}

extension CheckpointSource {
    func bfloat16(_ name: String) throws -> [UInt16] {
        var values = [UInt16](repeating: 0, count: try tensor(named: name).elementCount)
        try values.withUnsafeMutableBufferPointer { try readBFloat16(name, into: $0) }
        return values
    }
}
