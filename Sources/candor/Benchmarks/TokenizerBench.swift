import ArgumentParser
import Foundation
import Tokenizers

/// Encoding and decoding of whole text files, on one thread.
struct TokenizerBench: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tokenizer")

    @Option(help: "A tokenizer.json.") var tokenizer: String
    @Option(help: "Times that the work is done; the best counts.") var repeats = 5
    @Argument(help: "Text files.") var texts: [String]

    func run() throws {
        let definition = try TokenizerDefinition(tokenizerJSON: Data(contentsOf: URL(filePath: tokenizer)))
        for path in texts {
            let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
            let megabytes = Double(text.utf8.count) / 1e6
            let ids = Tokenizer(definition).encode(text)
            let encoding = best(definition) { _ = $0.encode(text) }
            let decoding = best(definition) { _ = $0.decodeBytes(ids) }
            print(
                String(
                    format: "%@: %.1f MB, %d tokens, encode %.1f MB/s, decode %.1f MB/s", path, megabytes, ids.count,
                    megabytes / encoding, megabytes / decoding))
        }
    }

    /// The shortest time with a new tokenizer each, so that no word is cached.
    private func best(_ definition: TokenizerDefinition, _ work: (Tokenizer) -> Void) -> Double {
        (0..<max(repeats, 1)).map { _ in
            let tokenizer = Tokenizer(definition)
            let start = ContinuousClock.now
            work(tokenizer)
            return (ContinuousClock.now - start) / .seconds(1)
        }.min() ?? .infinity
    }
}
