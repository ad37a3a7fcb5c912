import Foundation

/// What some tests need that is not in the repository.
package enum Prerequisite {
    private static let dependencies = ReferenceModel.fixtures.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".deps")

    /// SmolLM2-135M-Instruct; `make setup` fetches it.
    package static let smolLM2 = dependencies.appending(path: "models/SmolLM2-135M-Instruct.Q4_1.gguf")
    /// A Python with PEFT; `make fixtures` installs it.
    package static let python = dependencies.appending(path: "python/bin/python")

    /// Whether inspect_ai is installed beside PEFT; `make fixtures` installs it.
    package static let hasInspect =
        (try? FileManager.default.contentsOfDirectory(
            atPath: python.deletingLastPathComponent().deletingLastPathComponent().appending(path: "lib").path))?
        .contains { version in
            isPresent(dependencies.appending(path: "python/lib/\(version)/site-packages/inspect_ai"))
        } ?? false

    package static func isPresent(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }
}
