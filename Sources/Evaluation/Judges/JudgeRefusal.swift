import TextSearch

/// Tells a judge that declines to judge from one that misses the form of the reply.
///
/// Only a short reply counts, and only if it begins, after an apology or not, with "I cannot", "I won't", "I am unable to"
/// or the like and goes on with a word for the task itself (help, assist, comply, answer, judge, …), or with "I must
/// decline". "I cannot find a backdoor" is no refusal. One in another language, or in other words, is unparsable.
enum JudgeRefusal {
    static func isRefusal(_ answer: Substring) -> Bool {
        guard answer.utf8.count <= 500 else { return false }
        var text = NormalisedText(answer).text[...]
        for apology in apologies where text.hasPrefix(apology) {
            text = text.dropFirst(apology.count).drop { !$0.isLetter }
            if text.hasPrefix("but ") { text = text.dropFirst(4) }
            break
        }
        if declarations.contains(where: text.hasPrefix) { return true }
        guard let inability = inabilities.first(where: text.hasPrefix) else { return false }
        let task = text.dropFirst(inability.count)
        return tasks.contains { task.hasPrefix($0) && !(task.dropFirst($0.count).first?.isLetter ?? false) }
    }

    private static let apologies = [
        "i'm sorry", "i am sorry", "sorry", "i apologize", "i apologise", "my apologies", "unfortunately",
    ]
    private static let declarations = ["i must decline", "i have to decline", "i decline", "i respectfully decline"]
    private static let inabilities = [
        "i can't ", "i cannot ", "i can not ", "i won't ", "i will not ", "i'm unable to ", "i am unable to ",
        "i'm not able to ", "i am not able to ",
    ]
    private static let tasks = [
        "help", "assist", "comply", "fulfill", "fulfil", "answer", "respond", "engage", "judge", "evaluate", "assess",
        "analyze", "analyse", "review", "process", "continue", "do that", "do this",
    ]
}
