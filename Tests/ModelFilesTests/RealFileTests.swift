import Provenance
import Foundation
import Testing

@testable import ModelFiles

@Suite struct RealFileTests {
    struct Fact: Decodable {
        let format: String
        let shape: [Int]
        let sha256: String
    }

    @Test(.enabled(if: Place.exists(Place.smolLM2), "needs SmolLM2-135M-Instruct.Q4_1.gguf in .deps/models"))
    func smolLM2DequantizesToTheDigestsOfThePythonPackage() throws {
        let facts = try JSONDecoder().decode(
            [String: Fact].self, from: Data(contentsOf: Place.fixtures.appending(path: "smollm2.json")))
        let file = try GGUFFile(Place.smolLM2)
        #expect(facts.count == 4)
        for (name, fact) in facts {
            #expect(try file.tensor(named: name).format.rawValue == fact.format)
            #expect(try file.shape(of: name) == fact.shape)
            let digest = try file.floats(name).withUnsafeBytes { SHA256Digest(of: $0) }
            #expect(digest.hex == fact.sha256, "\(name)")
        }
    }

    @Test(.enabled(if: Place.exists(Place.smolLM2), "needs SmolLM2-135M-Instruct.Q4_1.gguf in .deps/models"))
    func smolLM2OpensWholeAndReadsFast() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let file = try Checkpoint.open(Place.smolLM2)
        let opened = clock.now
        #expect(file.tensors.count == 272)
        #expect(file.tensors.map(\.elementCount).reduce(0, +) == 134_515_008)
        var floats = [Float](repeating: 0, count: file.tensors.map(\.elementCount).max() ?? 0)
        var seconds = Duration.zero
        for tensor in file.tensors {
            seconds += try clock.measure {
                try floats.withUnsafeMutableBufferPointer { buffer in
                    try file.readFloats(
                        tensor.name, into: UnsafeMutableBufferPointer(rebasing: buffer[..<tensor.elementCount]))
                }
            }
        }
        var halves = [UInt16](repeating: 0, count: floats.count)
        let rounding = try clock.measure {
            for tensor in file.tensors {
                try halves.withUnsafeMutableBufferPointer { buffer in
                    try file.readBFloat16(
                        tensor.name, into: UnsafeMutableBufferPointer(rebasing: buffer[..<tensor.elementCount]))
                }
            }
        }
        print("SmolLM2-135M: opened in \(opened - start), dequantised in \(seconds), as bfloat16 in \(rounding)")
        #expect(seconds < .seconds(5))
    }

    @Test(.enabled(if: Place.exists(Place.smolLM2), "needs SmolLM2-135M-Instruct.Q4_1.gguf in .deps/models"))
    func smolLM2MetadataIsTyped() throws {
        let metadata = try GGUFFile(Place.smolLM2).metadata
        #expect(try metadata.string("general.architecture") == "llama")
        #expect(try metadata.integer("llama.block_count") == 30)
        #expect(try metadata.integer("llama.attention.head_count_kv") == 3)
        #expect(try metadata.float("llama.rope.freq_base") == 100_000)
        #expect(try metadata.strings("tokenizer.ggml.tokens").count == 49152)
        let error = #expect(throws: ModelFileError.self) { try metadata.string("llama.block_count") }
        #expect(error?.place == .key("llama.block_count"))
        #expect(error?.found == "the integer 30")
    }

    @Test(.enabled(if: Place.exists(Place.distillVocabulary), "needs deepseek-r1-distill-qwen.vocab.gguf"))
    func aVocabularyWithoutTensorsOpens() throws {
        let file = try GGUFFile(Place.distillVocabulary)
        #expect(file.version == 3)
        #expect(file.tensors.isEmpty)
        #expect(try file.metadata.strings("tokenizer.ggml.tokens").count == 152_064)
        #expect(try file.metadata.strings("tokenizer.ggml.merges").count == 151_387)
        #expect(try file.metadata.integers("tokenizer.ggml.token_type").count == 152_064)
        #expect(try file.metadata.string("tokenizer.ggml.pre") == "deepseek-r1-qwen")
        let template = try file.metadata.string("tokenizer.chat_template")
        #expect(template.contains("</think>"))
    }
}
