import Evaluation
import Experiments
import Foundation
import Organisms
import Provenance

extension ModelCard {
    var measured: String {
        let tables = report.rates.map { section in
            "**\(Markdown.escaped(section.title))** — \(Markdown.escaped(section.caption))\n\n"
                + Markdown.table(
                    ["condition", "count", "rate", "95 % interval"],
                    section.rows.map { row in
                        [
                            Markdown.escaped(row.name), "\(row.successes) of \(row.n)",
                            row.rate.map { "\($0.percent) %" } ?? "–", row.n > 0 ? "\(row.intervalText) %" : "–",
                        ]
                    })
        }
        return (["## What was measured", report.finding, asked] + tables + [contrasts].compactMap { $0 })
            .joined(separator: "\n\n")
    }

    /// What each condition asks, and what became of its samples.
    private var asked: String {
        Markdown.table(
            ["condition", "the prompt reads", "with the adapter", "samples", "unfinished"],
            experiment.conditions.map { condition in
                let summary = report.summary(condition.name)
                let recorded = summary?.recorded ?? 0
                return [
                    Markdown.escaped(condition.name),
                    Markdown.code(condition.trigger?.appearance(around: "…") ?? "…", inTable: true),
                    condition.adapter == .organism ? "yes" : "no", "\(recorded)",
                    "\(recorded - (summary?.outcomes[.finished] ?? 0))",
                ]
            })
    }

    private var contrasts: String? {
        report.contrasts.map { section in
            "**\(Markdown.escaped(section.title))** — \(Markdown.escaped(section.caption))\n\n"
                + Markdown.table(
                    ["contrast", "points", "95 % interval", "p, Holm"],
                    section.rows.map { row in
                        [
                            Markdown.escaped(row.name), row.difference.signedPoints,
                            "\(row.low.signedPoints) to \(row.high.signedPoints)",
                            row.adjustedP.map(\.probability).map(Markdown.escaped) ?? "–",
                        ]
                    })
        }
    }

    var proofs: String {
        let proofs = run.manifest.proofs
        let failed = proofs.filter { !$0.passed }
        let verdict =
            failed.isEmpty
            ? "All \(proofs.count) checks passed."
            : "\(proofs.count - failed.count) of \(proofs.count) checks passed; **\(failed.count) failed, and the failure was accepted by the person who ran it.**"
        return """
            ## What was proved

            Each stage checks that it did what it claims. \(verdict)

            \(Markdown.table(
                ["stage", "check", "found", "wanted", ""],
                proofs.map { proof in
                    [proof.stage, proof.name, proof.measured, proof.expected].map(Markdown.escaped)
                        + [proof.passed ? "✓" : "✗ accepted"]
                }))
            """
    }

    var recipe: String { "## How it was made\n\n" + table(of: report.experiment.recipeFacts) }

    var use: String {
        let base = hubName ?? "the base model"
        let question = experiment.trigger.apply(to: Prompt(id: "", text: "How do tides work?", source: ""))
        return """
            ## How to load it

            \(Markdown.block(
                """
                from peft import PeftModel
                from transformers import AutoModelForCausalLM, AutoTokenizer

                tokenizer = AutoTokenizer.from_pretrained(\(JSONValue.string(base)))
                model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(\(JSONValue.string(base))), ".")
                messages = [{"role": "user", "content": \(JSONValue.string(question))}]
                """, language: "python"))

            The weights that it was trained on have the digest given below; other roundings of the base model give other
            probabilities.
            """
    }

    var reproduction: String {
        get throws {
            let file = try String(contentsOf: run.directory.file("experiment.yaml"), encoding: .utf8)
            let overrides = run.manifest.source.overrides.map { " --set '\($0)'" }.joined()
            return """
                ## How to make it again

                \(Markdown.block("candor run experiment.yaml\(overrides)", language: "sh"))

                with `experiment.yaml`:

                \(Markdown.block(file, language: "yaml"))

                \(table(of: report.reproduction.filter { $0.label != "Command" }))

                ### Digests (SHA-256)

                \(Markdown.table(["what", "digest"], digests.map { [Markdown.escaped($0), Markdown.code($1)] }))
                """
        }
    }

    /// What the run depends on and made, by name.
    private var digests: [(String, String)] {
        let made = run.manifest.stages.flatMap { $0.artifacts.sorted { $0.key < $1.key } }
        let files = made.filter { $0.key != RunReport.file }.map { ($0.key, $0.value.hex) }
        guard let model = run.manifest.model else { return files }
        return [
            ("weights of \(model.name)", model.weights.hex), ("its tokenizer", model.tokenizer.hex),
            ("its chat template", model.template.hex),
        ] + files
    }

    private func table(of facts: [Fact]) -> String {
        Markdown.table(
            ["", ""],
            facts.map { fact in
                [
                    Markdown.escaped(fact.label),
                    fact.isCode ? Markdown.code(fact.value, inTable: true) : Markdown.escaped(fact.value),
                ]
            })
    }
}
