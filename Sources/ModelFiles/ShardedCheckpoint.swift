import Foundation

/// A checkpoint in several safetensors files that an index, `model.safetensors.index.json`, ties together.
package final class ShardedCheckpoint: CheckpointSource {
    package let url: URL
    /// In the order of their names.
    package let shards: [SafetensorsFile]
    package let tensors: [TensorInfo]
    /// The shard of each tensor.
    private let owners: [String: SafetensorsFile]

    /// Opens the index and all shards beside it, and checks that they hold exactly the tensors that the index says.
    package init(index url: URL) throws(ModelFileError) {
        let shardNames = try Self.readIndex(url)
        let folder = url.deletingLastPathComponent()
        var shards: [SafetensorsFile] = []
        var owners: [String: SafetensorsFile] = [:]
        for name in Set(shardNames.values).sorted() {
            let shard = try SafetensorsFile(folder.appendingPathComponent(name))
            for tensor in shard.tensors {
                guard shardNames[tensor.name] == name else {
                    let found = shardNames[tensor.name].map { "in \($0.quoted) by the index" } ?? "not in the index"
                    throw Self.error(
                        url, .tensor(tensor.name), expected: "it in \(name.quoted), which holds it", found: found)
                }
                owners[tensor.name] = shard
            }
            shards.append(shard)
        }
        for (tensor, shard) in shardNames where owners[tensor] == nil {
            throw Self.error(
                url, .tensor(tensor), expected: "it in the shard \(shard.quoted)", found: "no such tensor there")
        }
        self.url = url
        self.shards = shards
        self.owners = owners
        tensors = shards.flatMap(\.tensors)
    }

    package subscript(name: String) -> TensorInfo? { owners[name]?[name] }

    package func file(of name: String) throws(ModelFileError) -> MappedFile {
        guard let shard = owners[name] else { throw missing(name) }
        return try shard.file(of: name)
    }

    /// The shard's file name for each tensor.
    private static func readIndex(_ url: URL) throws(ModelFileError) -> [String: String] {
        var shardNames: [String: String] = [:]
        try MappedFile(url).withBytes { bytes throws(ModelFileError) in
            var json = JSONReader(bytes, file: url.path)
            try json.readObject(of: "the index") { json, key throws(ModelFileError) in
                guard key == "weight_map" else { return try json.skipValue(of: "the index") }
                try json.readObject(of: "weight_map") { json, tensor throws(ModelFileError) in
                    let shard = try json.readString(of: "the shard of \(tensor.quoted)")
                    guard isFileName(shard) else {
                        throw error(
                            url, .tensor(tensor), expected: "a shard beside the index, NAME.safetensors",
                            found: shard.quoted)
                    }
                    shardNames[tensor] = shard
                }
            }
            try json.readEnd(of: "the index")
        }
        guard !shardNames.isEmpty else {
            throw error(url, .key("weight_map"), expected: "an object that names each tensor's shard", found: "none")
        }
        return shardNames
    }

    /// Whether a shard's name stays in its folder.
    private static func isFileName(_ name: String) -> Bool {
        name.hasSuffix(".safetensors") && !name.hasPrefix(".")
            && name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
    }

    private static func error(
        _ url: URL, _ place: ModelFileError.Place, expected: String, found: String
    ) -> ModelFileError {
        ModelFileError(
            file: url.path, at: place, expected: expected, found: found,
            remedy: "Fetch the index and all shards again, of one revision of the model.")
    }
}
