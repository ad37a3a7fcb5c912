import Foundation
import Testing

@testable import ModelFiles

/// A GGUF file in the making; each test spoils one thing.
struct GGUFBytes {
    struct Tensor {
        var name = "w"
        var dimensions: [UInt64] = [4]
        var type: UInt32 = 0
        var offset: UInt64 = 0
    }

    var version: UInt32 = 3
    /// Each is a key, a type and the value's bytes.
    var metadata: [(key: String, type: UInt32, value: [UInt8])] = []
    var tensors = [Tensor()]
    var tensorCount: UInt64?
    var keyCount: UInt64?
    var dataCount = 16
    var alignment = 32

    mutating func add(_ key: String, _ type: UInt32, _ write: (inout Bytes) -> Void) {
        var value = Bytes()
        write(&value)
        metadata.append((key, type, value.all))
    }

    var bytes: [UInt8] {
        var bytes = Bytes()
        bytes.append("GGUF")
        bytes.append(version)
        bytes.append(tensorCount ?? UInt64(tensors.count))
        bytes.append(keyCount ?? UInt64(metadata.count))
        for (key, type, value) in metadata {
            bytes.appendString(key)
            bytes.append(type)
            value.forEach { bytes.append($0) }
        }
        for tensor in tensors {
            bytes.appendString(tensor.name)
            bytes.append(UInt32(tensor.dimensions.count))
            tensor.dimensions.forEach { bytes.append($0) }
            bytes.append(tensor.type)
            bytes.append(tensor.offset)
        }
        bytes.pad(to: alignment)
        return bytes.all + [UInt8](repeating: 7, count: dataCount)
    }
}

@Suite struct GGUFHeaderTests {
    /// The error of parsing what `spoil` makes of a well-formed file.
    func error(_ spoil: (inout GGUFBytes) -> Void) -> ModelFileError? {
        var file = GGUFBytes()
        spoil(&file)
        return #expect(throws: ModelFileError.self) { try parseGGUF(file.bytes) }
    }

    @Test(arguments: [2, 3] as [UInt32]) func wellFormedFilesParse(_ version: UInt32) throws {
        var file = GGUFBytes()
        file.version = version
        file.tensors = [.init(name: "a", dimensions: [2, 3]), .init(name: "b", dimensions: [32], type: 8, offset: 32)]
        file.dataCount = 32 + 34
        let header = try parseGGUF(file.bytes)
        #expect(header.version == Int(version))
        #expect(header.alignment == 32)
        #expect(header.tensors.map(\.name) == ["a", "b"])
        #expect(header.tensors[0].shape == [3, 2])
        #expect(header.tensors[1].format == .q80)
        #expect(header.tensors[1].bytes == file.bytes.count - 34..<file.bytes.count)
    }

    @Test func everyValueTypeOfThePythonPackageIsRead() throws {
        let metadata = try GGUFFile(Place.fixtures.appending(path: "quantized.gguf")).metadata
        let expected: [String: GGUFValue] = [
            "general.architecture": .string("test"),
            "test.uint8": .integer(200), "test.int8": .integer(-100),
            "test.uint16": .integer(60000), "test.int16": .integer(-30000),
            "test.uint32": .integer(4_000_000_000), "test.int32": .integer(-2_000_000_000),
            "test.uint64": .integer(1 << 53), "test.int64": .integer(-1 << 53),
            "test.float32": .float(0.15625), "test.float64": .float(0.1),
            "test.bool": .bool(true), "test.string": .string("grüße 🜁\n"),
            "test.strings": .strings(["", "a", "Ġthe"]), "test.integers": .integers([1, -2, 3]),
            "test.floats": .floats([0.5, -1.25]), "test.bools": .bools([true, false]),
            "test.arrays": .arrays([.integers([1, 2]), .integers([3])]),
        ]
        for (key, value) in expected { #expect(metadata[key] == value, "\(key)") }
        #expect(Set(metadata.keys) == Set(expected.keys))
        #expect(metadata.keys.first == "general.architecture")
    }

    @Test func accessorsNameTheKeyAndWhatIsThere() throws {
        let metadata = try GGUFFile(Place.fixtures.appending(path: "quantized.gguf")).metadata
        #expect(try metadata.bool("test.bool"))
        #expect(try metadata.float("test.int8") == -100)
        #expect(try metadata.floats("test.integers") == [1, -2, 3])
        let mismatch = #expect(throws: ModelFileError.self) { try metadata.integers("test.strings") }
        #expect(mismatch?.place == .key("test.strings"))
        #expect(mismatch?.expected == "an array of integers")
        #expect(mismatch?.found == "an array of 3 strings")
        let missing = #expect(throws: ModelFileError.self) { try metadata.string("general.nothing") }
        #expect(missing?.found == "no such key")
    }

    @Test func otherVersionsAndByteOrdersAreRefused() {
        #expect(error { $0.version = 1 }?.found == "version 1")
        #expect(error { $0.version = 4 }?.found == "version 4")
        #expect(error { $0.version = UInt32(3).byteSwapped }?.found == "a big-endian one")
    }

    @Test func duplicateKeysAndTensorsAreErrors() {
        let keys = error { file in
            for _ in 0..<2 { file.add("general.name", 4) { $0.append(UInt32(1)) } }
        }
        #expect(keys?.expected == "each metadata key once")
        #expect(error { $0.tensors = [.init(dimensions: [0]), .init(dimensions: [0])] }?.place == .tensor("w"))
    }

    @Test(arguments: [0, 3, 48, 1 << 31] as [UInt32]) func alignmentsThatAreNoPowerOfTwoAreErrors(_ value: UInt32) {
        let error = error { file in file.add("general.alignment", 4) { $0.append(value) } }
        #expect(error?.place == .key("general.alignment"))
    }

    @Test func theFilesAlignmentIsUsed() throws {
        var file = GGUFBytes()
        file.add("general.alignment", 4) { $0.append(UInt32(64)) }
        file.tensors = [.init(), .init(name: "v", offset: 64)]
        file.alignment = 64
        file.dataCount = 80
        #expect(try parseGGUF(file.bytes).tensors[1].bytes.lowerBound.isMultiple(of: 64) == true)
        file.tensors[1].offset = 32
        #expect(throws: ModelFileError.self) { try parseGGUF(file.bytes) }
    }

    @Test func stringsAndArraysThatOutgrowTheFileAreErrors() {
        for count in [1000, 1 << 40, UInt64.max, UInt64(bitPattern: -1), 1 << 63] {
            #expect(error { file in file.add("s", 8) { $0.append(count) } }?.found == "a count of \(count)")
            for type in [0, 4, 6, 7, 8, 9, 12] as [UInt32] {
                let array = error { file in
                    file.add("a", 9) { value in
                        value.append(type)
                        value.append(count)
                    }
                }
                #expect(array?.found == "a count of \(count)")
            }
        }
    }

    @Test func valueTypesOutOfRangeAreErrors() {
        for type in [13, 255, UInt32(bitPattern: -1)] {
            #expect(error { $0.add("k", type) { $0.append(UInt64(0)) } }?.found == "\(type)")
        }
        #expect(error { $0.add("k", 7) { $0.append(UInt8(2)) } }?.found == "2")
        #expect(error { $0.add("k", 10) { $0.append(UInt64.max) } }?.expected == "the value of 'k' below 2⁶³")
    }

    @Test func textThatIsNotUTF8IsAnError() {
        let error = error { file in
            file.add("s", 8) { value in
                value.append(UInt64(2))
                value.append(UInt16(0xFFFE))
            }
        }
        #expect(error?.expected == "the value of 's' as UTF-8 text")
    }

    @Test func deepNestingIsAnError() throws {
        func nested(_ depth: Int) -> GGUFBytes {
            var file = GGUFBytes()
            file.add("a", 9) { value in
                for _ in 1..<depth {
                    value.append(UInt32(9))
                    value.append(UInt64(1))
                }
                value.append(UInt32(0))
                value.append(UInt64(0))
            }
            return file
        }
        #expect(try parseGGUF(nested(4).bytes).metadata["a"] != nil)
        for depth in [5, 100, 100_000] {
            let error = #expect(throws: ModelFileError.self) { try parseGGUF(nested(depth).bytes) }
            #expect(error?.found == "deeper arrays")
        }
    }

    @Test func tensorsOutsideTheFileAreErrors() {
        #expect(error { $0.dataCount = 15 }?.expected == "16 bytes at offset 0 of the data section")
        #expect(error { $0.tensors[0].offset = 32 }?.place == .tensor("w"))
        #expect(error { $0.tensors[0].offset = UInt64.max - 31 }?.place == .tensor("w"))
        #expect(error { $0.tensors[0].offset = 1 << 63 }?.place == .tensor("w"))
        #expect(error { $0.tensors[0].offset = 8 }?.found == "8")
        #expect(error { $0.tensors[0].dimensions = [5] }?.found == "a data section of 16 bytes")
    }

    @Test func overlappingTensorsAreErrors() {
        let error = error { file in
            file.tensors = [.init(name: "a", dimensions: [16]), .init(name: "b", offset: 32)]
            file.dataCount = 64
        }
        #expect(error?.place == .tensor("b"))
        #expect(error?.found.hasSuffix("inside tensor 'a'") == true)
    }

    @Test(
        arguments: [
            ([UInt64(1) << 62, 4], 0), ([1 << 61], 28), ([1 << 32, 1 << 32], 24), ([.max], 0), ([1 << 63, 0], 0),
            ([31], 8), ([16, 2], 2), ([128, 2], 12),
        ] as [([UInt64], UInt32)])
    func shapesThatOverflowOrCutBlocksAreErrors(_ dimensions: [UInt64], type: UInt32) {
        let error = error { $0.tensors[0] = .init(dimensions: dimensions, type: type) }
        #expect(error?.place == .tensor("w"))
    }

    @Test func formatsAndRanksOutOfRangeAreErrors() {
        #expect(error { $0.tensors[0].type = 4 }?.found == "type 4")
        #expect(error { $0.tensors[0].type = .max }?.place == .tensor("w"))
        #expect(error { $0.tensors[0].dimensions = [1, 1, 1, 1, 1] }?.found == "5")
    }

    @Test func countsThatOutgrowTheFileAreErrors() {
        #expect(error { $0.tensorCount = .max }?.place == .byte(8))
        #expect(error { $0.tensorCount = 1 << 40 }?.place == .byte(8))
        #expect(error { $0.keyCount = 1 << 60 }?.place == .byte(16))
        #expect(error { $0.tensorCount = 2 }?.expected.contains("tensor") == true)
    }

    @Test func anyPrefixIsAnError() {
        var file = GGUFBytes()
        file.add("general.name", 8) { $0.appendString("name") }
        let bytes = file.bytes
        for length in bytes.indices {
            #expect(throws: ModelFileError.self) { try parseGGUF(Array(bytes[..<length])) }
        }
    }
}
