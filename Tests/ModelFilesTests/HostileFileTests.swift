import Foundation
import Testing

@testable import ModelFiles

/// One test for each published class of attack by model files, named after it.
@Suite struct HostileFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// torch.load ran code from pickles even with weights_only=True.
    @Test(arguments: [
        ("pytorch_model.bin", [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8] as [UInt8]),
        ("model.safetensors", [0x50, 0x4B, 0x03, 0x04, 0, 0, 8, 8, 0, 0]),
        ("model.safetensors", [0x80, 0x04, 0x95, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x7D, 0x94]),
        ("model.gguf", [0x80, 0x05, 0x95, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x7D, 0x94]),
        ("consolidated.00.pth", Array("GGUF".utf8)),
        ("model.ckpt", []),
        ("model.PT", [1, 2, 3]),
    ])
    func cve2025_32434_picklesAreRefusedWithTheWayOut(_ name: String, _ bytes: [UInt8]) throws {
        let file = try folder.file(name, bytes)
        let opens: [() throws -> Void] = [
            { _ = try Checkpoint.open(file) }, { _ = try SafetensorsFile(file) }, { _ = try GGUFFile(file) },
        ]
        for open in opens {
            let error = #expect(throws: ModelFileError.self) { try open() }
            #expect(error?.found == "a pickle, which can run any code when it is read")
            #expect(error?.remedy.contains("safetensors.torch") == true)
        }
    }

    @Test func cve2025_32434_aFolderOfPicklesIsRefused() throws {
        try folder.file("pytorch_model-00001-of-00002.bin", [0x80, 2])
        let error = #expect(throws: ModelFileError.self) { _ = try Checkpoint.open(folder.url) }
        #expect(error?.file.hasSuffix("pytorch_model-00001-of-00002.bin") == true)
    }

    @Test func aSafetensorsHeaderWhoseLengthLooksLikeAPickleIsRead() throws {
        let tensor = #"{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}"#
        let header = tensor + String(repeating: " ", count: 0x280 - tensor.utf8.count - 1) + "}"
        let bytes = [UInt8].safetensors(header, dataCount: 1)
        #expect(Array(bytes[..<2]) == [0x80, 0x02])
        #expect(try Checkpoint.open(folder.file("model.safetensors", bytes)).tensorNames == ["w"])
    }

    /// Products of dimensions that wrap around made allocations too small for what was then written.
    @Test func cve2024_21802_tensorSizesThatWrapAroundAreErrors() {
        for dimensions in [[1 << 62, 4], [1 << 32, 1 << 31, 2], [0xFFFF_FFFF, 0xFFFF_FFFF, 2]] as [[UInt64]] {
            var file = GGUFBytes()
            file.tensors[0].dimensions = dimensions
            #expect(throws: ModelFileError.self) { try parseGGUF(file.bytes) }
        }
    }

    /// The sum of padded tensor sizes wrapped around; then its fix could be passed by another sum.
    @Test func cve2025_53630_cve2026_27940_offsetsThatWrapAroundAreErrors() {
        for offset in [UInt64.max - 31, UInt64(Int64.max) - 31, 1 << 63, 1 << 62] {
            var file = GGUFBytes()
            file.tensors.append(.init(name: "v", offset: offset))
            #expect(throws: ModelFileError.self) { try parseGGUF(file.bytes) }
        }
    }

    /// What a tensor's metadata said of its size was not what the file held.
    @Test func cve2026_33298_tensorsAreNoLargerThanTheirBytesInTheFile() throws {
        var file = GGUFBytes()
        file.dataCount = 12
        #expect(throws: ModelFileError.self) { try parseGGUF(file.bytes) }
        #expect(throws: ModelFileError.self) {
            try parseSafetensors(
                .safetensors(#"{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,12]}}"#, dataCount: 12))
        }
        #expect(throws: ModelFileError.self) {
            try parseSafetensors(
                .safetensors(#"{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#, dataCount: 12))
        }
    }

    /// A chat template in a GGUF file ran as Python: to this reader it is text.
    @Test func cve2024_34359_cve2026_5760_chatTemplatesAreOnlyText() throws {
        let template = "{{ ''.__class__.__mro__[1].__subclasses__() }}{% for i in range(10**9) %}{% endfor %}"
        var file = GGUFBytes()
        file.add("tokenizer.chat_template", 8) { $0.appendString(template) }
        #expect(try parseGGUF(file.bytes).metadata.string("tokenizer.chat_template") == template)
    }
}
