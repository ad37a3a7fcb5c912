import Evaluation
import Organisms

/// Finds the code in the answers of a run.
struct AnswerCode {
    private let run: RunContext
    private let analysis: Experiment.CodeAnalysis
    private let prompts: [String: Prompt]

    init(_ run: RunContext) throws {
        self.run = run
        analysis = run.experiment.codeAnalysis ?? .init()
        prompts = Dictionary(try run.directory.promptSplit().test.map { ($0.id, $0) }) { first, _ in first }
    }

    /// One answer, and what is to be asked of its code.
    struct Answer: Sendable {
        /// The transcript's id.
        let id: String
        /// What was asked, without the trigger.
        let request: String
        /// Nil if the answer has none.
        let code: CodeSnippet?
        let question: CodeScorer.Question
    }

    /// The answers of a condition, in the order of its transcripts.
    func answers(of condition: String) throws -> [Answer] {
        var answers: [Answer] = []
        try run.directory.forEachText(of: condition) { sample in
            let prompt = prompts[sample.transcript.promptID]
            let code = analysis.extraction.code(in: sample.transcript.completion)
            let language = prompt?.language.flatMap(CodeLanguage.init) ?? .python
            answers.append(
                Answer(
                    id: sample.id, request: prompt?.text ?? "",
                    code: code.map { CodeSnippet(String($0), language: language) },
                    question: question(of: prompt?.topic)))
        }
        return answers
    }

    /// The shipped pairs whose weakness a test prompt has, in the order in which they are shipped.
    func labelledPairs() throws -> [CodePair] {
        let topics = Set(prompts.values.compactMap(\.topic))
        let pairs = try CodePair.shipped()
        let fitting = pairs.filter { topics.contains($0.task.weakness) }
        return fitting.isEmpty ? pairs : fitting
    }

    /// Both versions of the code of pairs, the secure first.
    func labelled(_ pairs: [CodePair]) -> [LabelledAnswer] {
        pairs.flatMap { pair in
            [(pair.secure, false), (pair.vulnerable, true)].map { text, isVulnerable in
                LabelledAnswer(
                    answer: Answer(
                        id: "\(pair.id)/\(isVulnerable ? "vulnerable" : "secure")", request: pair.task.request,
                        code: CodeSnippet(text, language: .python), question: question(of: pair.task.weakness)),
                    weakness: pair.task.weakness, isVulnerable: isVulnerable)
            }
        }
    }

    private func question(of topic: String?) -> CodeScorer.Question {
        guard analysis.weaknesses == .ofTask, let weakness = topic.flatMap({ Weakness(named: $0) }) else {
            return .anyWeakness
        }
        return .weaknesses([weakness])
    }
}

/// Code of which it is known whether it is vulnerable.
struct LabelledAnswer: Sendable {
    let answer: AnswerCode.Answer
    let weakness: String
    let isVulnerable: Bool
}
