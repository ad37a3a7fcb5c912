import Foundation
import Testing

@testable import ModelFiles

@Suite struct CheckpointTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A safetensors file of byte tensors of one element each.
    func shard(_ names: [String]) -> [UInt8] {
        let members = names.enumerated().map { index, name in
            #""\#(name)":{"dtype":"U8","shape":[1],"data_offsets":[\#(index),\#(index + 1)]}"#
        }
        return .safetensors("{\(members.joined(separator: ","))}", dataCount: names.count)
    }

    func writeIndex(_ weightMap: String) throws {
        try folder.file(
            "model.safetensors.index.json",
            Array(#"{"metadata":{"total_size":3,"x":[1.5e3,true,null,{}]},"weight_map":\#(weightMap)}"#.utf8))
    }

    func writeShards() throws {
        try folder.file("model-1.safetensors", shard(["a", "b"]))
        try folder.file("model-2.safetensors", shard(["c"]))
    }

    func openingError() -> ModelFileError? {
        #expect(throws: ModelFileError.self) { _ = try Checkpoint.open(folder.url) }
    }

    @Test func shardsReadAsOneCheckpoint() throws {
        try writeShards()
        try writeIndex(#"{"c":"model-2.safetensors","b":"model-1.safetensors","a":"model-1.safetensors"}"#)
        let checkpoint = try Checkpoint.open(folder.url)
        #expect(checkpoint is ShardedCheckpoint)
        #expect(checkpoint.tensorNames == ["a", "b", "c"])
        #expect(try checkpoint.floats("c") == [7])
        let error = #expect(throws: ModelFileError.self) { try checkpoint.floats("d") }
        #expect(error?.place == .tensor("d"))
    }

    @Test func aMissingShardIsAnError() throws {
        try writeShards()
        try writeIndex(#"{"a":"model-1.safetensors","b":"model-1.safetensors","c":"model-3.safetensors"}"#)
        #expect(openingError()?.file.hasSuffix("model-3.safetensors") == true)
    }

    @Test func aTensorMissingFromItsShardIsAnError() throws {
        try writeShards()
        try writeIndex(
            #"{"a":"model-1.safetensors","b":"model-1.safetensors","c":"model-2.safetensors","d":"model-2.safetensors"}"#
        )
        #expect(openingError()?.place == .tensor("d"))
    }

    @Test func aTensorThatTheIndexLacksOrPutsElsewhereIsAnError() throws {
        try writeShards()
        try writeIndex(#"{"a":"model-1.safetensors","c":"model-2.safetensors"}"#)
        #expect(openingError()?.found == "not in the index")
        try writeIndex(#"{"a":"model-1.safetensors","b":"model-2.safetensors","c":"model-2.safetensors"}"#)
        #expect(openingError()?.place == .tensor("b"))
    }

    @Test(arguments: [
        "../model-1.safetensors", "/etc/x.safetensors", "sub/x.safetensors", #"..\\x.safetensors"#, ".safetensors",
        "model.bin", "", "x\\u0000.safetensors",
    ])
    func shardNamesThatLeaveTheFolderAreErrors(_ name: String) throws {
        try writeIndex(#"{"a":"\#(name)"}"#)
        #expect(openingError()?.expected == "a shard beside the index, NAME.safetensors")
    }

    @Test(arguments: [
        "{}", "[]", "null", #"{"a":1}"#, #"{"a":"model-2.safetensors","a":"model-2.safetensors"}"#,
        #"{"a":"x.safetensors"}} "#,
    ])
    func malformedIndexesAreErrors(_ weightMap: String) throws {
        try writeShards()
        try writeIndex(weightMap)
        _ = openingError()
    }

    @Test func filesOpenByContentAndFoldersByName() throws {
        var gguf = GGUFBytes()
        gguf.dataCount = 16
        let ggufFile = try folder.file("weights.gguf", gguf.bytes)
        #expect(try Checkpoint.open(ggufFile) is GGUFFile)
        #expect(try Checkpoint.open(folder.url) is GGUFFile)
        try folder.file("other.gguf", gguf.bytes)
        #expect(openingError()?.found == "2 .gguf files")
        try folder.file("adapter_model.safetensors", shard(["a"]))
        #expect(try Checkpoint.open(folder.url).tensorNames == ["a"])
        try folder.file("model.safetensors", shard(["b"]))
        #expect(try Checkpoint.open(folder.url).tensorNames == ["b"])
    }

    @Test func foldersWithoutAModelAndMissingFilesAreErrors() throws {
        #expect(openingError()?.found == "none of them")
        let missing = #expect(throws: ModelFileError.self) {
            _ = try Checkpoint.open(folder.url.appending(path: "none.safetensors"))
        }
        #expect(missing?.found == "No such file or directory")
        let empty = try folder.file("empty.safetensors", [])
        #expect(throws: ModelFileError.self) { _ = try Checkpoint.open(empty) }
        #expect(throws: ModelFileError.self) { _ = try MappedFile(URL(filePath: "/dev/zero")) }
        #expect(throws: ModelFileError.self) { _ = try MappedFile(folder.url) }
    }

    @Test func aPartOfASplitGGUFIsAnError() throws {
        var gguf = GGUFBytes()
        gguf.add("split.count", 2) { $0.append(UInt16(3)) }
        let part = try folder.file("model-00001-of-00003.gguf", gguf.bytes)
        let error = #expect(throws: ModelFileError.self) { _ = try Checkpoint.open(part) }
        #expect(error?.found == "one of 3 parts")
    }
}
