import Foundation

/// The questions about one subject, a transcript or a prompt, and what is made of the answers.
struct Examination<Finding> {
    let questions: [AnswerOdds.EncodedQuestion]
    let finding: ([AnswerOdds.Logarithms]) -> Finding
}

/// Examines subjects, many at a time, and proves that what was computed together is what each question has alone.
struct Examiner {
    /// The stage's name.
    let stage: String
    /// What a subject is: `prompts`.
    let unit: String
    let odds: AnswerOdds

    /// As many as make passes large, and few enough that a run can be stopped.
    private static let subjectsAtOnce = 32

    /// - Parameter examination: what to ask of a subject; nil where it cannot be asked.
    /// - Returns: the findings in the order of the subjects, without those that could not be asked.
    func examine<Subject, Finding>(
        _ subjects: [Subject], _ progress: StageProgress,
        _ examination: (Subject) throws -> Examination<Finding>?
    ) throws -> (findings: [Finding], proofs: [Proof]) {
        var findings: [Finding] = []
        var check = PlainPassCheck(stage: stage)
        for first in stride(from: 0, to: subjects.count, by: Self.subjectsAtOnce) {
            try Task.checkCancellation()
            let part = subjects[first..<min(first + Self.subjectsAtOnce, subjects.count)]
            let asked = try part.compactMap(examination)
            let questions = asked.flatMap(\.questions)
            let found = try odds.logarithms(of: questions)
            try check.add(questions, found, odds)
            var rest = found[...]
            for examination in asked {
                findings.append(examination.finding(Array(rest.prefix(examination.questions.count))))
                rest = rest.dropFirst(examination.questions.count)
            }
            let done = first + part.count
            progress.update(Double(done) / Double(subjects.count), "\(done)/\(subjects.count) \(unit)")
        }
        return (findings, [.measured(findings.count, of: subjects.count, unit, stage: stage)] + check.proofs)
    }
}
