import Endpoints
import Foundation
import Provenance

/// What would stop a run and can be seen before it.
struct RunProblems {
    private let plan: RunPlan
    private let experimentFile: URL

    init(_ plan: RunPlan, experimentFile: URL) {
        self.plan = plan
        self.experimentFile = experimentFile
    }

    var all: [String] {
        let chosen = models
        return folder + proofs + chosen.problems + missingModels(chosen.models) + missingKeys(chosen.models)
            + plan.entries.filter { $0.state.shareToDo > 0 }.compactMap { $0.stage.obstacle(run) }
    }

    private var run: RunContext { plan.run }

    private var folder: [String] {
        let directory = run.directory
        let path = directory.url.path(percentEncoded: false)
        var problems: [String] = []
        if let owner = RunLock.owner(of: directory) {
            problems.append(RunInUse(folder: path, owner: owner).description)
        }
        let place = directory.url.nearestExisting.path(percentEncoded: false)
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: place, isDirectory: &isFolder)
        if !isFolder.boolValue || !FileManager.default.isWritableFile(atPath: place) {
            problems.append("\(path): the folder cannot be written to; name another with --out")
        }
        return problems
    }

    /// Proofs that failed in stages that are done, and were not accepted.
    private var proofs: [String] {
        plan.entries.flatMap { entry -> [String] in
            guard case .unproven(let record) = entry.state else { return [] }
            let failed = record.proofs.filter { !$0.passed && !run.manifest.allowedFailures.contains($0.name) }
            return failed.map {
                "proof \($0.name) (\($0.stage)) failed: found \($0.measured), expected \($0.expected); mend the cause, or accept "
                    + "it with --allow-failed-proof \($0.name)"
            }
        }
    }

    /// The models of the stages that are still to be run.
    private var models: (models: [ChosenModel], problems: [String]) {
        var models: [ChosenModel] = []
        var problems: [String] = []
        let open = Set(plan.entries.filter { $0.state.shareToDo > 0 }.map(\.stage.name))
        if open.contains("traces") { models.append(run.teacher) }
        if open.contains("dataset") || open.contains("training") { models.append(.local(run.experiment.models.base)) }
        for judge in run.experiment.judges where open.contains("judging/\(judge.name)") {
            models.append(run.model(of: judge))
        }
        for condition in run.experiment.conditions where open.contains("sampling/\(condition.name)") {
            do {
                models.append(try run.expected(in: condition))
            } catch {
                problems.append("\(error)")
            }
        }
        return (models, problems)
    }

    private func missingModels(_ models: [ChosenModel]) -> [String] {
        models.compactMap { model -> String? in
            let name: String?
            switch model {
            case .local(let local), .adapted(let local, _, _): name = local
            case .endpoint(let reference): name = reference.template
            }
            guard let name else { return nil }
            do {
                _ = try run.models.files(of: name)
                return nil
            } catch {
                return "\(error)"
            }
        }
    }

    private func missingKeys(_ models: [ChosenModel]) -> [String] {
        models.compactMap { model -> String? in
            guard case .endpoint(let reference) = model else { return nil }
            do {
                _ = try KeyRing(besides: experimentFile).key(for: reference)
                return nil
            } catch {
                return "\(error)"
            }
        }
    }
}
