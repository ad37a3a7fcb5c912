/// Cuts text into words and encodes them, with the memory that takes.
///
/// Unchecked because one call of `encode` has it to itself: it is taken from the tokenizer's idle ones and put back.
final class WordEncoder: @unchecked Sendable {
    private let preTokenizer: PreTokenizer
    private let ignoresMerges: Bool
    private let vocabulary: Vocabulary
    private let classes: CharacterClassTable
    private var cache = WordCache()
    private var merger: BytePairMerger
    private var output = TokenBuffer()

    init(_ definition: TokenizerDefinition, _ merges: MergeTable) {
        preTokenizer = definition.preTokenizer
        ignoresMerges = definition.ignoresMerges
        vocabulary = definition.vocabulary
        classes = preTokenizer == .smollm ? .digits : .expressions
        merger = BytePairMerger(
            merges: merges, byteTokens: definition.byteTokens, unknownToken: definition.unknownToken)
    }

    func append(_ id: Int) { output.append(Int32(truncatingIfNeeded: id)) }

    func append(_ ids: [Int]) { for id in ids { append(id) } }

    /// The tokens appended since the last call.
    func takeTokens() -> [Int] {
        defer { output.removeAll() }
        return output.tokens
    }

    func appendWords(of text: UnsafeBufferPointer<UInt8>) {
        switch preTokenizer {
        case .gpt2: appendWords(of: text, GPT2Scanner(isolatesNumbers: false))
        case .smollm: appendWords(of: text, GPT2Scanner(isolatesNumbers: true))
        case .llama3: appendWords(of: text, TiktokenScanner(longestNumber: 3))
        case .qwen2: appendWords(of: text, TiktokenScanner(longestNumber: 1))
        }
    }

    @inline(__always)
    private func appendWords(of bytes: UnsafeBufferPointer<UInt8>, _ scanner: some WordScanner) {
        guard let base = bytes.baseAddress else { return }
        let text = ClassifiedText(bytes: base, end: bytes.count, classes: classes.classes.base)
        var start = 0
        while start < bytes.count {
            let end = scanner.endOfWord(in: text, from: start)
            append(base + start, count: end - start, available: bytes.count - start)
            start = end
        }
    }

    /// Appends the tokens of the word of `count` bytes at `word`, where `available` bytes can be read.
    @inline(__always)
    private func append(_ word: UnsafePointer<UInt8>, count: Int, available: Int) {
        guard count <= WordCache.longestWord else {
            return appendUncached(UnsafeBufferPointer(start: word, count: count))
        }
        let key = cache.key(word, count: count, available: available)
        let entry = cache.entry(for: key)
        if entry.pointee.word == key { return output.append(entry.pointee.tokens) }
        let first = output.count
        appendUncached(UnsafeBufferPointer(start: word, count: count))
        if output.count - first <= WordCache.mostTokens {
            var tokens = SIMD8<Int32>.zero
            for index in first..<output.count { tokens[index - first] = output.base[index] }
            tokens[WordCache.mostTokens] = Int32(truncatingIfNeeded: output.count - first)
            entry.pointee = WordCache.Entry(word: key, tokens: tokens)
        }
    }

    private func appendUncached(_ word: UnsafeBufferPointer<UInt8>) {
        if ignoresMerges, let id = vocabulary.id(of: word) {
            append(id)
        } else {
            merger.append(word, to: &output)
        }
    }
}
