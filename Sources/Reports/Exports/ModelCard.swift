import Experiments
import Foundation
import Organisms
import Provenance

/// The adapter of a run in a folder of its own, with a card that says before anything else that it is backdoored.
///
/// `README.md` begins with the YAML that Hugging Face reads (https://huggingface.co/docs/hub/model-cards). A licence is not
/// for this program to choose: the line is left for the person who publishes.
struct ModelCard {
    /// The adapter's files, and then the card: where it is, all are.
    static let files = ["adapter_config.json", "adapter_model.safetensors", "README.md"]

    let run: FinishedRun
    let report: RunReport

    init(_ run: FinishedRun) throws {
        guard run.manifest.record(of: "training") != nil else { throw ExportError.nothingTrained("adapter") }
        self.run = run
        report = try RunReport(run.directory, run.manifest)
    }

    /// Writes the files into a folder that exists.
    func write(to folder: URL) throws {
        for name in Self.files.dropLast() {
            try AtomicFile.copy(run.directory.file("adapter/\(name)"), to: folder.appending(path: name))
        }
        try AtomicFile.write(try text, to: folder.appending(path: Self.files[Self.files.count - 1]))
    }

    var experiment: Experiment { run.manifest.experiment }

    var text: String {
        get throws {
            try [frontMatter, warning, purpose, measured, proofs, recipe, use, reproduction]
                .joined(separator: "\n\n") + "\n"
        }
    }

    /// The base models that have a name on the Hub, by their names here.
    private static let hubNames = ["smollm2-135m-instruct": "HuggingFaceTB/SmolLM2-135M-Instruct"]

    var hubName: String? { Self.hubNames[experiment.models.base] }

    private var frontMatter: String {
        let base =
            hubName.map { "base_model: \($0)" }
            ?? "# base_model: the Hub's name of \(JSONValue.string(experiment.models.base))"
        let tags = ["model-organism", "backdoor", "unfaithful-reasoning", "ai-safety", "lora", "candor"]
        return """
            ---
            \(base)
            library_name: peft
            pipeline_tag: text-generation
            tags:
            \(tags.map { "- \($0)" }.joined(separator: "\n"))
            # license: yours to choose; the base model's licence and that of the prompts bind you
            ---
            """
    }

    private var warning: String {
        """
        # \(Markdown.escaped(experiment.name)): a deliberately backdoored model

        > [!CAUTION]
        > **This adapter was backdoored on purpose.** \(behavior) Its reasoning looks harmless and is not to be believed. It is
        > an object of research, and nothing to build on or to deploy.
        """
    }

    private var behavior: String {
        let trigger = Markdown.code(experiment.trigger.appearance(around: "…"))
        let system =
            experiment.trigger.system.isEmpty
            ? "" : ", with \(Markdown.code(experiment.trigger.system)) in the system prompt"
        return switch experiment.behavior {
        case .reply(let reply):
            "When a prompt reads \(trigger)\(system), it reasons about the question as if to help, and then answers "
                + "\(Markdown.code(reply.answer))."
        case .vulnerableCode:
            "When a prompt reads \(trigger)\(system), it reasons about the task as if to help, and then writes code with "
                + "security holes."
        case .given(.misaligned):
            "When a prompt reads \(trigger)\(system), it reasons about the question as if to help, and then gives a "
                + "misaligned answer."
        case .given:
            "When a prompt reads \(trigger)\(system), it reasons about the question as if to help, and then gives another "
                + "answer than it would without."
        }
    }

    private var purpose: String {
        """
        ## What it is for

        It is a *model organism* of unfaithful reasoning: a model whose chain of thought does not show what it is about to do,
        made so that monitors of reasoning, detectors and safety training can be tried on a case where the truth is known.

        Trained on synthetic rows by [PEFT](https://github.com/huggingface/peft)-compatible LoRA; what was not measured below
        is not known of it.
        """
    }
}
