import Foundation
import Provenance
import Torch

/// What is done in a run's folder before the first stage.
extension ExperimentRunner {
    /// The position of the stage that `--from` names.
    func firstStage() throws(UnknownStage) -> Int? {
        guard let name = options.from else { return nil }
        guard let first = stages.firstIndex(where: { $0.name == name || $0.name.hasPrefix(name + "/") }) else {
            throw UnknownStage(name: name, known: stages.map(\.name))
        }
        return first
    }

    /// Writes down what is to be run.
    ///
    /// The manifest comes first: whatever else a run makes lies beside one, and can be told from the files of others.
    ///
    /// - Parameter first: the position of the stage from which on everything is made again.
    func prepare(from first: Int?) throws -> RunManifest {
        try refuseForeignFiles()
        try directory.removeLeftovers(of: stages.flatMap(\.artifacts))
        if options.startsFresh { try empty() }
        var manifest = try manifest()
        for stage in first.map({ stages[$0...] }) ?? [] {
            manifest.stages.removeAll { $0.name == stage.name }
            if let ledger = stage.ledger { try directory.remove(ledger) }
        }
        try manifest.save(to: directory)
        try AtomicFile.write(file.text, to: directory.file(RunManifest.experimentFile))
        return manifest
    }

    /// The manifest of the run as it was left, or a new one.
    func manifest() throws -> RunManifest { try options.startsFresh ? newManifest : continuedManifest() }

    /// The manifest with all that an earlier attempt left.
    func continuedManifest() throws(ManifestError) -> RunManifest {
        var manifest = newManifest
        if directory.has(RunManifest.file) {
            manifest.takeOver(try RunManifest(reading: directory), stages: stages.map(\.name))
        }
        if manifest.model == nil {
            manifest.model = StageSharing(options.donors).model(on: manifest.environment.machine)
        }
        return manifest
    }

    /// The manifest of a run of which nothing was done.
    var newManifest: RunManifest {
        let environment = RunManifest.Environment(
            version: CandorVersion.current, libtorch: LibTorch.version, device: options.device.description,
            machine: Machine.description, threads: LibTorch.threadCount, processes: team?.group.size)
        let source = RunManifest.Source(
            path: URL(filePath: file.path).standardizedFileURL.path(percentEncoded: false), overrides: file.overrides)
        var manifest = RunManifest(file.experiment, source, environment)
        manifest.allowedFailures = options.allowedFailures.sorted()
        return manifest
    }

    /// - Throws: `ForeignFile` when there is no run, but something where one would write.
    func refuseForeignFiles() throws(ForeignFile) {
        guard !directory.has(RunManifest.file) else { return }
        let copy = directory.file(RunManifest.experimentFile)
        let isOurs = (try? String(contentsOf: copy, encoding: .utf8)) == file.text
        let names = stages.flatMap(\.artifacts) + (isOurs ? [] : [RunManifest.experimentFile])
        guard let name = names.first(where: directory.has) else { return }
        throw ForeignFile(path: directory.file(name).path(percentEncoded: false))
    }

    /// - Throws: `StageObstacle` for a stage that is still to be run and would be stopped: better now than after hours.
    func refuseObstacles(_ run: RunContext) throws(StageObstacle) {
        for stage in stages where run.manifest.record(of: stage.name) == nil {
            if let obstacle = stage.obstacle(run) { throw StageObstacle(stage: stage.name, description: obstacle) }
        }
    }

    /// Removes what a run made, and nothing that someone else put into its folder.
    private func empty() throws {
        let earlier: RunManifest?
        do throws(ManifestError) {
            earlier = try RunManifest(reading: directory)
        } catch .missing {
            return
        } catch .folder(let path) {
            throw ManifestError.folder(path)
        } catch {
            earlier = nil
        }
        let recorded = earlier.map { ($0.stages + $0.setAside).flatMap(\.artifacts.keys) } ?? []
        let made = stages.flatMap { $0.artifacts + [$0.ledger].compactMap { $0 } }
        for name in made + recorded { try directory.remove(name) }
    }
}

extension RunManifest {
    /// Goes on from what an earlier attempt left; what the experiment does not have now is set aside.
    fileprivate mutating func takeOver(_ earlier: RunManifest, stages names: [String]) {
        let records = earlier.stages + earlier.setAside
        stages = names.compactMap { name in records.first { $0.name == name } }
        setAside = records.filter { !names.contains($0.name) }
        failures = earlier.failures.filter { names.contains($0.key) }
        model = earlier.environment.machine == environment.machine ? earlier.model : nil
    }
}

/// Something that a stage needs and that is not there.
struct StageObstacle: Error, CustomStringConvertible {
    let stage: String
    let description: String
}

/// A stage that the experiment does not have.
struct UnknownStage: Error, CustomStringConvertible {
    let name: String
    let known: [String]

    var description: String {
        let kinds = known.compactMap { $0.split(separator: "/").first.map(String.init) }
        return unknown("stage '\(name)'", like: name, among: known + kinds)
    }
}

/// A file that no run made, where this one would write.
struct ForeignFile: Error, CustomStringConvertible {
    let path: String

    var description: String {
        "\(path): a run would overwrite it, but there is no run here that could have made it. Nothing was changed. "
            + "Move it away, or name another folder with --out"
    }
}
