import Foundation

/// Where a model named in an experiment or on the command line lies on this machine.
package struct ModelReference: Sendable, Hashable {
    /// As it was written.
    package let name: String
    /// A GGUF file, or a folder with `config.json`, weights and tokenizer.
    package let url: URL

    /// The models that `make setup` fetches, by name.
    package static let registry = ["smollm2-135m-instruct": "SmolLM2-135M-Instruct.Q4_1.gguf"]

    /// Finds the model: a registry name, or the path of a GGUF file or folder, relative to `directory`.
    package init(_ name: String, relativeTo directory: URL) throws(ModelReferenceError) {
        self.name = name
        if let file = Self.registry[name] {
            guard let found = Self.modelFolders.lazy.map({ $0.appending(path: file) }).first(where: \.exists) else {
                throw ModelReferenceError(
                    "the model '\(name)' is not on this machine: run `make setup`, or name the folder that holds \(file) in "
                        + "the environment variable CANDOR_MODELS")
            }
            url = found
            return
        }
        let path = URL(filePath: name, relativeTo: directory).standardizedFileURL
        guard path.exists else {
            throw ModelReferenceError(
                "there is no model '\(name)': expected a path to a .gguf file or a model folder, or one of the names "
                    + Self.registry.keys.sorted().joined(separator: ", "))
        }
        url = path
    }

    /// `CANDOR_MODELS`, then `.deps/models` of the working folder and of every folder above the program.
    private static var modelFolders: [URL] {
        var folders: [URL] = []
        if let named = ProcessInfo.processInfo.environment["CANDOR_MODELS"] { folders.append(URL(filePath: named)) }
        var folder = URL(filePath: CommandLine.arguments.first ?? ".").resolvingSymlinksInPath()
        var roots = [URL(filePath: FileManager.default.currentDirectoryPath)]
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            roots.append(folder)
        }
        return folders + roots.map { $0.appending(path: ".deps/models") }
    }
}

/// Why a model cannot be found.
package struct ModelReferenceError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension URL {
    var exists: Bool { FileManager.default.fileExists(atPath: path(percentEncoded: false)) }
}
