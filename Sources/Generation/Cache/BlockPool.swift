import Kernels

/// Who holds which blocks of the cache.
///
/// A block is free when nobody holds it. What it held stays known until it is taken for something else, so that a later prompt with
/// the same beginning can have it back.
struct BlockPool {
    /// Tokens in one block.
    static let blockSize = PagedKeysAndValues.blockSize

    let count: Int
    private(set) var freeCount: Int
    private var references: [Int]
    /// Blocks that were free when they came here, the longest free first; some have been held again since.
    private var queue: [Int]
    private var queueStart = 0
    private var isQueued: [Bool]
    private var known: [BlockContent: KnownBlock] = [:]
    private var contents: [BlockContent?]
    private var lastSerial = 0

    /// A block whose tokens are known, and a number for them and all before them.
    struct KnownBlock {
        let block: Int
        let serial: Int
    }

    init(count: Int) {
        self.count = count
        freeCount = count
        references = Array(repeating: 0, count: count)
        queue = Array(0..<count)
        isQueued = Array(repeating: true, count: count)
        contents = Array(repeating: nil, count: count)
    }

    /// The blocks that `tokens` tokens take.
    static func blocks(for tokens: Int) -> Int { (tokens + blockSize - 1) / blockSize }

    func isShared(_ block: Int) -> Bool { references[block] > 1 }
    func isFree(_ block: Int) -> Bool { references[block] == 0 }

    /// A block that nobody held; nil when there is none.
    mutating func take() -> Int? {
        while queueStart < queue.count {
            let block = queue[queueStart]
            queueStart += 1
            isQueued[block] = false
            guard references[block] == 0 else { continue }
            if let content = contents[block] { known[content] = nil }
            contents[block] = nil
            references[block] = 1
            freeCount -= 1
            return block
        }
        return nil
    }

    /// Adds a holder to a block, free or not.
    mutating func hold(_ block: Int) {
        if references[block] == 0 { freeCount -= 1 }
        references[block] += 1
    }

    /// Takes a holder from a block.
    mutating func release(_ block: Int) {
        references[block] -= 1
        guard references[block] == 0 else { return }
        freeCount += 1
        guard !isQueued[block] else { return }
        isQueued[block] = true
        queue.append(block)
        if queueStart > count {
            queue.removeFirst(queueStart)
            queueStart = 0
        }
    }

    /// The block with these tokens after those before them, if there is one.
    func find(_ content: BlockContent) -> KnownBlock? { known[content] }

    /// Notes what a block holds from now on; gives the number of these tokens, whichever block was noted first.
    mutating func note(_ content: BlockContent, in block: Int) -> Int {
        if let first = known[content] { return first.serial }
        lastSerial += 1
        known[content] = KnownBlock(block: block, serial: lastSerial)
        contents[block] = content
        return lastSerial
    }
}

/// What a full block holds: its tokens, and by number all that came before them.
///
/// Equal contents have equal keys and values, because attention looks back only.
struct BlockContent: Hashable {
    /// The serial of the block before; 0 at the start of a sequence.
    let previous: Int
    /// The adapter that computed it; nil for the base model.
    let adapter: Int?
    let tokens: [Int]
}
