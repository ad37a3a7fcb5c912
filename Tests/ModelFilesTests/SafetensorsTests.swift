import Foundation
import Testing

@testable import ModelFiles

@Suite struct SafetensorsTests {
    /// What the reader says of a file of that header and so many bytes of data.
    func error(_ header: String, dataCount: Int) -> ModelFileError? {
        #expect(throws: ModelFileError.self) {
            try parseSafetensors(.safetensors(header, dataCount: dataCount))
        }
    }

    /// Torch's own NaNs differ between its vector and scalar paths.
    private func isNaN(_ bfloat16Bits: UInt16) -> Bool { bfloat16Bits & 0x7FFF > 0x7F80 }

    @Test func everyDtypeReadsAsTorchConvertsIt() throws {
        let file = try SafetensorsFile(Place.fixtures.appending(path: "dtypes.safetensors"))
        let floats = try SafetensorsFile(Place.fixtures.appending(path: "dtypes.f32.safetensors"))
        let bfloat16 = try SafetensorsFile(Place.fixtures.appending(path: "dtypes.bf16.safetensors"))
        #expect(file.metadata == ["format": "pt"])
        #expect(Set(file.tensorNames) == Set(floats.tensorNames))
        for name in file.tensorNames {
            #expect(try file.shape(of: name) == floats.shape(of: name), "\(name)")
            let found = try file.floats(name)
            let expected = try floats.floats(name)
            #expect(found.count == expected.count, "\(name)")
            for (found, expected) in zip(found, expected) {
                #expect(found.bitPattern == expected.bitPattern || found.isNaN && expected.isNaN, "\(name)")
            }
            let rounded = try file.bfloat16(name)
            for (found, expected) in zip(rounded, try bfloat16.bfloat16(name)) {
                #expect(found == expected || isNaN(found) && isNaN(expected), "\(name)")
            }
        }
        #expect(try file.shape(of: "empty") == [0, 4])
        #expect(try file.shape(of: "scalar") == [])
        #expect(try file.floats("bool") == [1, 0, 1])
    }

    @Test func whitespaceAndAnyOrderOfMembersAreRead() throws {
        let header = try parseSafetensors(
            .safetensors(
                """
                { "b" : {"data_offsets":[4, 8],"shape":[2,1],"dtype":"BF16"}, "__metadata__":{},
                "a\\u00e9\\ud83d\\ude00\\/":{"dtype":"I32","shape":[],"data_offsets":[0,4]} }  \n
                """, dataCount: 8))
        #expect(header.tensors.map(\.name) == ["aé😀/", "b"])
        #expect(header.tensors[1].shape == [2, 1])
    }

    @Test(arguments: [
        (
            #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
            8
        ),
        (#"{"__metadata__":{"a":"1","a":"2"}}"#, 0),
        (#"{"a":{"dtype":"U8","shape":[4],"shape":[4],"data_offsets":[0,4]}}"#, 4),
        (
            #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}}"#,
            4
        ),
    ])
    func duplicateNamesAreErrors(_ header: String, dataCount: Int) {
        #expect(error(header, dataCount: dataCount)?.found.hasSuffix("again") == true)
    }

    @Test func overlapsAndHolesAreErrors() {
        func header(_ a: String, _ b: String) -> String {
            #"{"a":{"dtype":"U8","shape":[4],"data_offsets":\#(a)},"b":{"dtype":"U8","shape":[4],"data_offsets":\#(b)}}"#
        }
        #expect(error(header("[0,4]", "[2,6]"), dataCount: 6)?.found == "2: an overlap")
        #expect(error(header("[0,4]", "[0,4]"), dataCount: 4)?.found == "0: an overlap")
        #expect(error(header("[0,4]", "[5,9]"), dataCount: 9)?.found == "5: a hole")
        #expect(error(header("[1,5]", "[5,9]"), dataCount: 9)?.found == "1: a hole")
    }

    @Test func dataThatTheTensorsDoNotCoverExactlyIsAnError() {
        let header = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
        #expect(error(header, dataCount: 7)?.remedy == "The file was cut short: fetch it again.")
        #expect(error(header, dataCount: 9)?.found == "\(8 + header.utf8.count + 9)")
        #expect(error("{}", dataCount: 1)?.place == .file)
    }

    @Test(arguments: [
        #""shape":[3],"data_offsets":[0,8]"#,
        #""shape":[2],"data_offsets":[8,0]"#,
        #""shape":[4294967296,4294967296,4],"data_offsets":[0,8]"#,
        #""shape":[4611686018427387904,2],"data_offsets":[0,8]"#,
        #""shape":[9223372036854775807],"data_offsets":[0,8]"#,
        #""shape":[9223372036854775808],"data_offsets":[0,8]"#,
        #""shape":[-2],"data_offsets":[0,8]"#,
        #""shape":[2.0],"data_offsets":[0,8]"#,
        #""shape":[2e0],"data_offsets":[0,8]"#,
        #""shape":[02],"data_offsets":[0,8]"#,
        #""shape":[0],"data_offsets":[9223372036854775807,9223372036854775807]"#,
        #""shape":[2],"data_offsets":[0,8,8]"#,
        #""shape":[2],"data_offsets":[0]"#,
        #""shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]"#,
        #""shape":[2]"#,
        #""data_offsets":[0,8]"#,
        #""shape":[2],"data_offsets":[0,8],"more":1"#,
    ])
    func spansThatDoNotFitTheShapeAreErrors(_ members: String) {
        _ = error(#"{"w":{"dtype":"F32",\#(members)}}"#, dataCount: 8)
    }

    @Test(arguments: ["F7", "Q4_0", "f32", ""]) func unknownDtypesAreErrors(_ dtype: String) {
        let error = error(#"{"w":{"dtype":"\#(dtype)","shape":[],"data_offsets":[0,4]}}"#, dataCount: 4)
        #expect(error?.found == "'\(dtype)'")
    }

    @Test(arguments: [
        "", " {}", "[]", "{", "{]", "{\"a\"}", "{\"a\":}", "{,}", "{}}", "{}\0", "{\"__metadata__\":{\"a\":1}}",
        "{\"__metadata__\":[]}", "{\"a\\x\":1}", "{\"\\ud800\":{}}", "{\"\\u12\":{}}", "{\"\\u+123\":{}}",
        "{\"a\n\":{}}",
        "{'a':{}}", "{\"a\":{},}", "{\"a\":null}",
    ])
    func malformedHeadersAreErrors(_ header: String) {
        _ = error(header, dataCount: 0)
    }

    @Test func deepJSONIsAnError() {
        let error = error(#"{"__metadata__":"# + String(repeating: "{\"a\":", count: 100_000), dataCount: 0)
        #expect(error != nil)
        var json = Array(String(repeating: "[", count: 100_000).utf8)
        #expect(throws: ModelFileError.self) {
            try json.withUnsafeMutableBytes { bytes in
                var reader = JSONReader(UnsafeRawBufferPointer(bytes), file: "test.json")
                try reader.skipValue(of: "the value")
            }
        }
    }

    @Test func headerLengthsBeyondTheFileOrTheLimitAreErrors() {
        for length in [9, 1 << 20, 100_000_001, 1 << 63, UInt64.max] {
            var bytes = Bytes()
            bytes.append(length)
            bytes.append("{}")
            #expect(throws: ModelFileError.self) { try parseSafetensors(bytes.all) }
        }
        #expect(throws: ModelFileError.self) { try parseSafetensors([]) }
        #expect(throws: ModelFileError.self) { try parseSafetensors([0, 0, 0, 0, 0, 0, 0]) }
    }

    @Test func textThatIsNotUTF8IsAnError() {
        let header = Array(#"{"__metadata__":{"a":"?"}}"#.utf8).map { $0 == UInt8(ascii: "?") ? 0xFF : $0 }
        var bytes = Bytes()
        bytes.append(UInt64(header.count))
        #expect(throws: ModelFileError.self) { try parseSafetensors(bytes.all + header) }
    }

    @Test func errorsShowHostileNamesHarmlessly() {
        let name = "\\u001b[2J\\u202e" + String(repeating: "x", count: 200)
        let error = error(#"{"\#(name)":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, dataCount: 8)
        #expect(error?.description.contains("\u{1B}") == false)
        #expect(error?.description.contains(#"'\u{1B}[2J\u{202E}xxx"#) == true, "\(error.debugDescription)")
        #expect((error?.description.count ?? 1000) < 400)
    }

    @Test func aMissingTensorIsNamedWithASimilarOne() throws {
        let file = try SafetensorsFile(Place.fixtures.appending(path: "dtypes.safetensors"))
        let error = #expect(throws: ModelFileError.self) { try file.floats("model.scalar") }
        #expect(error?.place == .tensor("model.scalar"))
        #expect(error?.found == "the similar name 'scalar'")
        #expect(!file.contains("model.scalar"))
    }
}
