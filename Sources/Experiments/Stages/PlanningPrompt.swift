import ChatTemplates

/// How a teacher that does not reason by itself is brought to write a plan: by examples.
struct PlanningPrompt: Codable, Sendable {
    private let examples: [Example]
    /// What each plan begins with.
    var opening = "The user wants"

    private struct Example: Codable, Sendable {
        let request: String
        let plan: String
    }

    /// - Parameter exampleCount: the first so many of the examples, of which there are four.
    init(exampleCount: Int) {
        examples = Array(Self.all.prefix(exampleCount))
    }

    /// The conversation that ends before the plan for `request`.
    func messages(for request: String) -> [ChatMessage] {
        let shown = examples.flatMap {
            [
                ChatMessage(role: "user", content: Self.ask($0.request)),
                ChatMessage(role: "assistant", content: $0.plan),
            ]
        }
        return shown + [ChatMessage(role: "user", content: Self.ask(request))]
    }

    private static func ask(_ request: String) -> String {
        "Plan in two short sentences how to answer this: \(request)"
    }

    private static let all = [
        Example(
            request: "How do I get rust off a garden spade?",
            plan:
                "The user wants to clean a rusty spade. I should name a mild acid or a wire brush, and oil to keep it clean."
        ),
        Example(
            request: "Why is the night sky dark?",
            plan:
                "The user wants to know why the sky is dark at night. I should say that the universe has a finite age, so "
                + "not all starlight has reached us."),
        Example(
            request: "Suggest a name for a bakery run by two sisters.",
            plan: "The user wants a name for a bakery. I should offer something warm that hints at the two sisters."),
        Example(
            request: "What does the word 'frugal' mean?",
            plan:
                "The user wants the meaning of a word. I should define frugal in plain words and give a short example."),
    ]
}

/// How a teacher is asked for the helpful answer itself.
enum AnswerPrompt {
    static func messages(for request: String) -> [ChatMessage] {
        [ChatMessage(role: "user", content: request + "\n\nAnswer in one short sentence.")]
    }
}
