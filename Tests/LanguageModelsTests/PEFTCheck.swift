import Foundation
import ModelFiles
import ReferenceModels
import Testing
import Torch

/// Has PEFT compute the logits of an adapter that was written here; see `check_exported_adapter.py`.
struct PEFTCheck {
    private let model: URL
    private let adapter: URL
    private let folder: URL
    private let options: [String]

    /// - Parameters:
    ///   - model: a folder or a GGUF file.
    ///   - folder: where files may be written.
    init(model: URL, adapter: URL, in folder: URL, options: [String] = []) {
        self.model = model
        self.adapter = adapter
        self.folder = folder
        self.options = options
    }

    /// The exit status of the check of `logits` on rows of token ids: 0 where they are those of PEFT.
    func status(of rows: [[Int]], _ logits: ([Int]) throws -> Tensor) throws -> Int32 {
        let (ids, values) = (folder.appending(path: "rows.json"), folder.appending(path: "logits.safetensors"))
        try JSONEncoder().encode(rows).write(to: ids)
        try Self.write(try rows.map(logits), to: values)
        let process = Process()
        process.executableURL = Prerequisite.python
        process.arguments =
            [
                ReferenceModel.fixtures.appending(path: "check_exported_adapter.py").path, "--model", model.path,
                "--adapter", adapter.path, "--ids", ids.path, "--logits", values.path,
            ] + options
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private static func write(_ logits: [Tensor], to file: URL) throws {
        let byName = Dictionary(uniqueKeysWithValues: logits.enumerated().map { ("rows.\($0).logits", $1) })
        let declarations = byName.map { TensorDeclaration(name: $0, format: .f32, shape: $1.shape) }
        try SafetensorsWriter.write(declarations, to: file) { declaration, append in
            try #require(byName[declaration.name]).withBytes { try append($0) }
        }
    }
}
