import ArgumentParser
import Foundation
import Provenance
import Tokenizers
import Torch

/// Encoding and decoding of whole text files, on one thread.
struct TokenizerBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenizer", abstract: "Measure encoding and decoding of text files on one thread.")

    @Option(help: "A tokenizer.json.") var tokenizer: String
    @Option(help: "Times that the work is done; the best counts.") var repeats = 5
    @Flag(help: "Print each measurement as one line of JSON.") var json = false
    @Argument(help: "Text files.") var texts: [String]

    func run() throws {
        let url = URL(filePath: tokenizer)
        let definition = try TokenizerDefinition(tokenizerJSON: Data(contentsOf: url))
        for path in texts {
            let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
            let megabytes = Double(text.utf8.count) / 1e6
            let ids = Tokenizer(definition).encode(text)
            let encoding = best(definition) { _ = $0.encode(text) }
            let decoding = best(definition) { _ = $0.decodeBytes(ids) }
            try Benchmark(
                "tokenizer", on: .cpu,
                settings: [
                    "tokenizer": url.lastPathComponent, "text": URL(filePath: path).lastPathComponent,
                    "digest": digest(ids),
                ], rate: megabytes / encoding, unit: "MB/s",
                details: [
                    "text, MB": megabytes, "tokens": Double(ids.count), "decoding, MB/s": megabytes / decoding,
                ]
            ).print(asJSON: json)
        }
    }

    /// The SHA-256 digest of the tokens, each as 32 bits, little-endian: what the peer computes of its own.
    private func digest(_ ids: [Int]) -> String {
        ids.map { UInt32(truncatingIfNeeded: $0).littleEndian }.withUnsafeBytes {
            SHA256Digest(of: Data($0)).description
        }
    }

    /// The shortest time of the processor, which other programs do not add to, with a new tokenizer each, so that no word is cached.
    private func best(_ definition: TokenizerDefinition, _ work: (Tokenizer) -> Void) -> Double {
        (0..<max(repeats, 1)).map { _ in
            let tokenizer = Tokenizer(definition)
            let start = ProcessUsage.processorSeconds
            work(tokenizer)
            return ProcessUsage.processorSeconds - start
        }.min() ?? .infinity
    }
}
