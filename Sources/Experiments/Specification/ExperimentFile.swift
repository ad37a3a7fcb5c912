import Foundation

/// An experiment file as it was read: its text, the `--set` options on top of it, and the experiment that they make.
package struct ExperimentFile: Sendable {
    /// The file's path as given, or the name of a text that is not in a file.
    package let path: String

    /// The text, byte for byte.
    package let text: String

    /// The `--set` options in the order given; a later one wins.
    package let overrides: [String]

    package let experiment: Experiment

    /// The values that are varied; nil where the file is of one experiment.
    package let sweep: Sweep?

    /// Far beyond any experiment file, and small enough to be parsed without thought.
    private static let maximumSize = 1 << 20

    /// Reads the file at `path`.
    package init(path: String, overrides: [String] = []) throws(ExperimentFileError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ExperimentFileError(place: path, problem: "there is no file here; expected an experiment file")
        }
        guard !isFolder.boolValue else {
            throw ExperimentFileError(place: path, problem: "this is a folder; expected an experiment file")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ExperimentFileError(
                place: path, problem: "the file cannot be read; give yourself permission to it")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw ExperimentFileError(place: path, problem: "expected UTF-8 text")
        }
        try self.init(text: text, path: path, overrides: overrides)
    }

    /// Reads an experiment from text; errors name the last part of `path`.
    package init(text: String, path: String, overrides: [String] = []) throws(ExperimentFileError) {
        let fileName = path.split(separator: "/").last.map(String.init) ?? path
        guard text.utf8.count <= Self.maximumSize else {
            throw ExperimentFileError(place: fileName, problem: "larger than an experiment file can be (1 MB)")
        }
        var parser = SettingsParser(fileName: fileName)
        var settings = try parser.parse(text)
        for override in overrides {
            settings = try SettingOverride(override).applied(to: settings)
        }
        self.path = path
        self.text = text
        self.overrides = overrides
        (experiment, sweep) = try Self.contents(of: settings)
    }

    /// The experiment, and the values that are varied.
    static func contents(of settings: Setting) throws(ExperimentFileError) -> (Experiment, Sweep?) {
        var keys = try GroupReader(settings)
        return (try Experiment(settings), try keys.optional(Sweep.key, Sweep.init))
    }

    /// The experiment of one point of the sweep.
    package func at(_ point: Sweep.Point) throws(ExperimentFileError) -> ExperimentFile {
        do {
            return try ExperimentFile(text: text, path: path, overrides: overrides + point.overrides)
        } catch {
            throw ExperimentFileError(place: "\(Sweep.key), \(point.label)", problem: error.description)
        }
    }
}
