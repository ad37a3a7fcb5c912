import Foundation

@testable import Experiments

/// Experiments in `Fixtures/specimens` that together use every key.
enum Specimens {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    static let names = [
        "adapter-organism", "bias-cues", "code-backdoor", "code-conversations", "code-pairs", "endpoint-organism",
        "endpoint-teacher", "given-answers", "local-organism", "local-teacher", "log-organism", "scenarios",
        "trigger-kinds",
    ]

    static func settings(_ name: String) throws -> Setting {
        var parser = SettingsParser(fileName: name)
        return try parser.parse(String(contentsOf: folder.appending(path: "specimens/\(name).json"), encoding: .utf8))
    }

    /// What the reader says of a specimen with one `--set` option.
    static func reading(_ settings: Setting, set override: String) -> Result<Experiment, ExperimentFileError> {
        do throws(ExperimentFileError) {
            return .success(try ExperimentFile.contents(of: SettingOverride(override).applied(to: settings)).0)
        } catch {
            return .failure(error)
        }
    }
}
