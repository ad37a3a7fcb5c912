/// Turns one word into tokens by byte-pair encoding: of all neighbouring pairs the one whose merge comes first becomes
/// one token, the leftmost of equals, until no pair can be merged.
///
/// Sennrich, Haddow and Birch, 2016: <https://arxiv.org/abs/1508.07909>
struct BytePairMerger: ~Copyable {
    private let merges: MergeTable
    private let byteTokens: [Int32]
    private let unknownToken: TokenizerDefinition.UnknownToken?
    private let shortWords: ShortWordMerger
    private var bytes: [Int32] = []

    init(merges: MergeTable, byteTokens: [Int32], unknownToken: TokenizerDefinition.UnknownToken?) {
        self.merges = merges
        self.byteTokens = byteTokens
        self.unknownToken = unknownToken
        shortWords = ShortWordMerger(merges: merges)
    }

    /// Appends the tokens of `word` to `output`.
    mutating func append(_ word: UnsafeBufferPointer<UInt8>, to output: inout TokenBuffer) {
        startWithBytes(of: word)
        if bytes.count <= ShortWordMerger.mostTokens {
            shortWords.append(bytes, to: &output)
        } else {
            var merger = LongWordMerger(bytes, merges: merges)
            bytes = []
            merger.append(to: &output)
        }
    }

    private mutating func startWithBytes(of word: UnsafeBufferPointer<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        var lastIsUnknown = false
        for byte in word {
            let token = byteTokens[Int(byte)]
            if token >= 0 {
                bytes.append(token)
            } else if let unknownToken, !(unknownToken.isFused && lastIsUnknown) {
                bytes.append(Int32(truncatingIfNeeded: unknownToken.id))
            }
            lastIsUnknown = token < 0
        }
    }
}
