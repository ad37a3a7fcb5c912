import Foundation

/// Opens model files by what they are.
package enum Checkpoint {
    /// The tensors of a safetensors file, the index of a sharded one, a GGUF file, or a folder that holds one of them.
    ///
    /// In a folder, `model.safetensors.index.json` comes first, then `model.safetensors`, `adapter_model.safetensors`, and
    /// the only `.gguf` file.
    package static func open(_ url: URL) throws(ModelFileError) -> any CheckpointSource {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue {
            return try open(try file(in: url))
        }
        if url.lastPathComponent.hasSuffix(".safetensors.index.json") { return try ShardedCheckpoint(index: url) }
        let file = try MappedFile(url)
        let isGGUF = try file.withBytes { bytes throws(ModelFileError) in
            try PickleRefusal.check(bytes, url)
            return bytes.prefix(4).elementsEqual(GGUFHeader.magic)
        }
        return isGGUF ? try wholeGGUF(url) : try SafetensorsFile(url)
    }

    private static func wholeGGUF(_ url: URL) throws(ModelFileError) -> GGUFFile {
        let file = try GGUFFile(url)
        let key = "split.count"
        guard file.metadata.contains(key), try file.metadata.integer(key) > 1 else { return file }
        throw ModelFileError(
            file: url.path, at: .key(key), expected: "a file of its own",
            found: "one of \(try file.metadata.integer(key)) parts",
            remedy: "Join the parts: llama-gguf-split --merge FIRST-PART MERGED.gguf")
    }

    private static func file(in folder: URL) throws(ModelFileError) -> URL {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
        let preferred = ["model.safetensors.index.json", "model.safetensors", "adapter_model.safetensors"]
        let ggufs = names.filter { $0.hasSuffix(".gguf") }
        if let name = preferred.first(where: names.contains) ?? (ggufs.count == 1 ? ggufs[0] : nil) {
            return folder.appendingPathComponent(name)
        }
        if ggufs.isEmpty, let pickle = names.first(where: isPickledWeights) {
            throw PickleRefusal.error(folder.appendingPathComponent(pickle))
        }
        throw ModelFileError(
            file: folder.path, at: .file, expected: "\(preferred.joined(separator: ", ")) or one .gguf file",
            found: ggufs.isEmpty ? "none of them" : "\(ggufs.count) .gguf files",
            remedy: "Name the file itself, or a folder with one model in it.")
    }

    private static func isPickledWeights(_ name: String) -> Bool {
        PickleRefusal.fileExtensions.contains((name as NSString).pathExtension.lowercased())
    }
}
