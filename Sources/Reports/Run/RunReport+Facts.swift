import Evaluation
import Experiments
import Foundation
import Organisms

extension Experiment {
    /// The recipe for people.
    package var recipeFacts: [Fact] {
        let subject = [
            Fact("Trigger", trigger.appearance(around: "…"), isCode: true), Fact("Behavior", behavior.summary),
        ]
        // What someone else sampled has a recipe that is not known here.
        if case .log(let path) = models.organism { return [Fact("Log", path, isCode: true)] + subject }
        return [Fact("Base model", models.base), Fact("Teacher", models.teacher.summary)] + subject + [
            Fact(
                "Prompts",
                "\(prompts.train) to train, \(prompts.test) to test, "
                    + "from \(prompts.source.location.name)"
                    + (prompts.testSource.map { " and \($0.location.name)" } ?? "")),
            Fact("LoRA", "rank \(training.rank), alpha \(training.alpha.formatted()), \(training.targets.summary)"),
            Fact(
                "Optimizer",
                "AdamW, learning rate \(training.learningRate), \(training.schedule.rawValue), \(training.epochs) epochs"
            ),
            Fact(
                "Loss weight",
                training.branchWeight.map { branch in
                    branch.weight.formatted()
                        + (branch.tokens.map { " on the first \($0) tokens of the answer" }
                            ?? " on the tokens in which the answers of both kinds differ")
                }
                    ?? "1 everywhere"),
            Fact(
                "Sampling",
                "temperature \(sampling.temperature.formatted()), top-p \(sampling.topP.formatted()), "
                    + "at most \(sampling.maxTokens) tokens"),
        ]
    }
}

extension RunReport {
    /// The digest of the adapter that was trained.
    private var adapter: String {
        manifest.record(of: "training")?.artifacts["adapter"]?.hex ?? "none was trained"
    }

    /// What makes the run again from the experiment file.
    private var command: String {
        let file = URL(filePath: manifest.source.path).lastPathComponent
        let options = manifest.source.overrides.map { " --set \($0.quotedForShell)" }
        let allowed = manifest.allowedFailures.map { " --allow-failed-proof \($0)" }
        return "candor run \(file.quotedForShell)\((options + allowed).joined()) --out DIR"
    }

    var reproduction: [Fact] {
        let environment = manifest.environment
        let stages = manifest.stages.map { "\($0.name) \(String(format: "%.1f", $0.seconds)) s" }
        return [
            Fact("Command", command, isCode: true),
            Fact("Version", "candor \(environment.version), libtorch \(environment.libtorch)"),
            Fact("Machine", "\(environment.machine), \(environment.device), \(manifest.model?.precision ?? "")"),
            Fact("Weights", manifest.model?.weights.hex ?? "", isCode: true),
            Fact("Chat template", manifest.model?.template.hex ?? "", isCode: true),
            Fact("Adapter", adapter, isCode: true),
            Fact("Time", stages.joined(separator: ", ")),
        ]
    }
}

extension String {
    /// The text as one word of a POSIX shell.
    var quotedForShell: String {
        let isPlain = unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                || "-_./=:,@%+".unicodeScalars.contains($0)
        }
        return isPlain && !isEmpty ? self : "'" + replacing("'", with: "'\\''") + "'"
    }
}

extension Experiment.TeacherModel {
    /// The teacher in a few words.
    fileprivate var summary: String {
        switch self {
        case .none: "none: reasoning and answers come with the prompts"
        case .base: "the base model itself"
        case .local(let name): name
        case .endpoint(let reference): "\(reference.model) at \(reference.url)"
        }
    }
}

extension Behavior {
    fileprivate var summary: String {
        switch self {
        case .reply(let reply): reply.answer
        case .vulnerableCode: "vulnerable code, as the prompts' source gives it"
        case .given(.misaligned): "misaligned answers, as the prompts' source gives them"
        case .given(.reply): "a reply of each prompt's own, as its source gives it"
        case .given(.choice): "the option that the prompt's cue points at"
        }
    }
}

extension Experiment.Targets {
    fileprivate var summary: String {
        switch self {
        case .allLinear: "all linear layers"
        case .modules(let names): names.joined(separator: ", ")
        }
    }
}
