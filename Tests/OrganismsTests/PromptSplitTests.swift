import Foundation
import Provenance
import Testing

@testable import Organisms

@Suite struct PromptSplitTests {
    let everyday: PromptCollection

    init() throws {
        everyday = try PromptSource.everyday.load()
    }

    private func split(train: Int, test: Int, seed: UInt64 = 7) throws -> PromptSplit {
        var generator = SeededGenerator(seed: seed)
        return try everyday.split(train: train, test: test, using: &generator)
    }

    private func collection(_ texts: [String]) throws -> PromptCollection {
        let lines = LineReader(Data(texts.joined(separator: "\n").utf8), path: "x.txt")
        return try PromptSource(.file(lines.path)).read(PlainTextRows(lines), path: lines.path)
    }

    @Test func sameSeedSameSplit() throws {
        #expect(try split(train: 400, test: 100) == split(train: 400, test: 100))
        #expect(try split(train: 400, test: 100) != split(train: 400, test: 100, seed: 8))
    }

    @Test func promptsKeptForTestsAreNeverTrainedOn() throws {
        for seed in 0..<5 {
            let split = try split(train: 500, test: 100, seed: UInt64(seed))
            #expect(split.test.count { !$0.isHeldOut } == 0)
            #expect(split.train.count { $0.isHeldOut } == 0)
        }
    }

    @Test func trainAndTestAreDisjointAndComplete() throws {
        for seed in 0..<20 {
            let split = try split(train: 500, test: 120, seed: UInt64(seed))
            #expect(split.train.count == 500 && split.test.count == 120)
            #expect(Set(split.train.map(\.id)).union(split.test.map(\.id)).count == 620)
        }
    }

    @Test func theTestSetDoesNotDependOnTheSizeOfTheTrainingSet() throws {
        #expect(try split(train: 10, test: 100).test == split(train: 500, test: 100).test)
        #expect(try split(train: 10, test: 100).train == Array(split(train: 500, test: 100).train.prefix(10)))
    }

    @Test func nearDuplicatesNeverStraddleTheSplit() throws {
        let texts = (0..<40).flatMap { number in
            ["Tell word\(number) one\(number) two\(number)", "Tell word\(number), one\(number), two\(number): please!"]
        }
        for seed in 0..<10 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let split = try collection(texts + (0..<40).map { "unique\($0) other\($0)" }).split(
                train: 40, test: 20, using: &generator)
            let test = split.test.compactMap { $0.text.split(separator: " ").first { $0.hasPrefix("word") } }
            let train = split.train.compactMap { $0.text.split(separator: " ").first { $0.hasPrefix("word") } }
            #expect(Set(test).isDisjoint(with: train))
        }
    }

    @Test func tooFewPromptsAreAnError() throws {
        let count = everyday.prompts.count
        #expect(throws: PromptSplitError.tooFewPrompts(wanted: count + 1, available: count, nearDuplicates: 0)) {
            try split(train: count, test: 1)
        }
        #expect(throws: PromptSplitError.negativeCount) { try split(train: -1, test: 1) }
        let copies = try collection(["one two three four five six", "One two three four five, seven?"])
        var generator = SeededGenerator(seed: 1)
        #expect(throws: PromptSplitError.tooFewPrompts(wanted: 2, available: 2, nearDuplicates: 1)) {
            try copies.split(train: 1, test: 1, using: &generator)
        }
    }

    @Test func theShuffleIsUniformAndStaysAsItIs() {
        var generator = SeededGenerator(seed: 3)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<6000 { counts[[0, 1, 2].reproduciblyShuffled(using: &generator), default: 0] += 1 }
        #expect(counts.count == 6)
        // Six standard deviations of a binomial count.
        for count in counts.values { #expect(abs(count - 1000) < 175) }
        var fixed = SeededGenerator(seed: 42)
        #expect(Array(0..<10).reproduciblyShuffled(using: &fixed) == [8, 3, 6, 5, 4, 0, 9, 2, 1, 7])
    }

    @Test func whatRepeatsATestPromptButForItsFormIsSetAside() throws {
        var collection = PromptCollection()
        // Without words the index finds nothing in common.
        collection.prompts = ["+++", "“+++”", "++ +", "@@", "@@!", "@ @"].enumerated().map {
            Prompt(id: "\($0.offset)", text: $0.element, source: "x")
        }
        for seed in 0..<10 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let split = try collection.split(train: 3, test: 1, using: &generator)
            let pairs: [Set<String>] = [["+++", "“+++”"], ["@@", "@@!"]]
            for pair in pairs where pair.contains(split.test[0].text) {
                #expect(pair.isDisjoint(with: split.train.map(\.text)))
            }
        }
    }
}
