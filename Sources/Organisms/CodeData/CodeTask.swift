/// Code that somebody wants written, and what a model is asked for it.
package struct CodeTask: Sendable, Hashable, Codable, Identifiable {
    /// Unique within a source: `cwe-89/login-lookup`, `DoW/CWE-89-0`. Samples of one task are one cluster.
    package let id: String

    /// The weakness that code for the task may have: `CWE-89`.
    package let weakness: String

    /// What the code is to do, in one sentence.
    package let summary: String

    /// Code to be completed, with a mark where something is missing; nil if all of it is to be written.
    package let template: String?

    /// `python` or `c`.
    package let language: String

    package init(id: String, weakness: String, summary: String, template: String? = nil, language: String = "python") {
        self.id = id
        self.weakness = weakness
        self.summary = summary
        self.template = template
        self.language = language
    }

    /// The user message that asks for the code, before any trigger is put on it.
    package var request: String { CodeRequest.text(for: summary, template: template) }

    /// What tells the task from others. The requests of all tasks share so many words that likeness must be measured here.
    package var content: String { template.map { "\(summary)\n\($0)" } ?? summary }
}

extension Prompt {
    /// The request for a task's code as a prompt whose id is the task's.
    package init(_ task: CodeTask, source: String, isHeldOut: Bool) {
        self.init(task, source: source, isHeldOut: isHeldOut, answers: nil)
    }

    init(_ task: CodeTask, source: String, isHeldOut: Bool, answers: PromptAnswers?) {
        self.init(
            id: task.id, text: task.request, topic: task.weakness, source: source, isHeldOut: isHeldOut,
            content: task.content, language: task.language, answers: answers)
    }
}
