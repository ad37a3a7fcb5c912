import Foundation

/// Keeps out Python pickles: reading one runs whatever code its author put in (CVE-2025-32434).
enum PickleRefusal {
    static let fileExtensions: Set<String> = ["bin", "pt", "pth", "ckpt", "pkl", "pickle"]

    /// An error for a file whose name or first bytes are those of a pickle, or of the ZIP file `torch.save` makes of one.
    static func check(_ bytes: UnsafeRawBufferPointer, _ url: URL) throws(ModelFileError) {
        if isPickle(bytes) || fileExtensions.contains(url.pathExtension.lowercased()) { throw error(url) }
    }

    static func error(_ url: URL) -> ModelFileError {
        let output = url.deletingPathExtension().appendingPathExtension("safetensors").path
        return ModelFileError(
            file: url.path, at: .file, expected: "a safetensors or GGUF file",
            found: "a pickle, which can run any code when it is read",
            remedy: """
                If you trust it, convert it to safetensors (with torch 2.6 or later): python3 -c \
                'import sys, torch, safetensors.torch as s; \
                w = torch.load(sys.argv[1], map_location="cpu", weights_only=True); \
                s.save_file({k: v.clone().contiguous() for k, v in w.items()}, sys.argv[2])' '\(url.path)' '\(output)'
                """)
    }

    /// Whether the bytes start as a pickle of protocol 2 to 5 or as a ZIP file.
    ///
    /// A safetensors header may have a length whose first bytes are a pickle's; it is told by the `{` that follows.
    private static func isPickle(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 4 else { return false }
        let isZIP = bytes.prefix(4).elementsEqual([0x50, 0x4B, 0x03, 0x04])
        let isProtocol = bytes[0] == 0x80 && (2...5).contains(bytes[1])
        let isSafetensors = bytes.count > 8 && bytes[8] == UInt8(ascii: "{") && bytes[4..<8].allSatisfy { $0 == 0 }
        return isZIP || isProtocol && !isSafetensors
    }
}
