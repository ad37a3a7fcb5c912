import Testing

@testable import Provenance

@Suite struct CounterBasedGeneratorTests {
    /// Random123's kat_vectors, "philox4x32 10".
    @Test func blocksAgreeWithTheAuthorsVectors() {
        #expect(
            Philox.block([0, 0, 0, 0], key: [0, 0]) == [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8])
        #expect(
            Philox.block(.init(repeating: .max), key: .init(repeating: .max))
                == [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD])
        #expect(
            Philox.block([0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], key: [0xA409_3822, 0x299F_31D0])
                == [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1])
    }

    @Test func blocksAgreeWithThePythonPackage() throws {
        for block in try Facts.load().blocks {
            let output = Philox.block(Philox.Counter(block.counter), key: Philox.Key(block.key))
            #expect(output == Philox.Counter(block.output))
        }
    }

    @Test func streamsAgreeWithThePythonPackage() throws {
        for stream in try Facts.load().streams {
            var generator = CounterBasedGenerator(
                experimentSeed: stream.seed, stage: stream.stage, recordID: stream.record, sampleIndex: stream.sample)
            var copy = generator
            #expect(stream.draws.indices.map { _ in generator.next() } == stream.draws)
            #expect(stream.draws.indices.map { _ in copy.nextUniform() } == stream.uniforms)
        }
    }

    @Test func drawsDoNotDependOnWhatWasDrawnBefore() {
        var generator = CounterBasedGenerator(experimentSeed: 1, stage: "sampling", recordID: "a")
        let sequence = (0..<100).map { _ in generator.next() }
        #expect(sequence.indices.reversed().map { generator.draw(at: UInt64($0)) } == sequence.reversed())
        generator.position = 41
        #expect(generator.next() == sequence[41])
        #expect(generator.position == 42)
        #expect(Set(sequence).count == 100)
    }

    @Test func anyPartOfTheKeyMakesAnotherStream() {
        let keys = [
            RandomKey(experimentSeed: 1, stage: "ab", recordID: "c"),
            RandomKey(experimentSeed: 2, stage: "ab", recordID: "c"),
            RandomKey(experimentSeed: 1, stage: "a", recordID: "bc"),
            RandomKey(experimentSeed: 1, stage: "ab", recordID: "d"),
            RandomKey(experimentSeed: 1, stage: "ab", recordID: "c", sampleIndex: 1),
        ]
        #expect(Set(keys.map { CounterBasedGenerator($0).draw(at: 0) }).count == keys.count)
    }

    @Test func uniformsFillTheUnitInterval() {
        var generator = CounterBasedGenerator(experimentSeed: 3, stage: "test", recordID: "")
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<20_000 {
            let value = generator.nextUniform()
            #expect(value >= 0 && value < 1)
            counts[Int(value * 10)] += 1
        }
        // Chi-squared with 9 degrees of freedom: 27.9 is the 0.1 % point.
        let deviation = counts.map { Double(($0 - 2000) * ($0 - 2000)) / 2000 }.reduce(0, +)
        #expect(deviation < 27.9)
    }

    @Test func shufflesRepeat() {
        var first = CounterBasedGenerator(experimentSeed: 3, stage: "shuffle", recordID: "")
        var second = first
        let shuffled = (0..<50).shuffled(using: &first)
        #expect(shuffled == (0..<50).shuffled(using: &second))
        #expect(shuffled != Array(0..<50))
        #expect(shuffled.sorted() == Array(0..<50))
    }
}
