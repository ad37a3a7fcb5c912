/// Decides what each pass computes, and who holds which blocks of the cache.
///
/// Sequences that have been read in get a token in every step; beside them, prompts are read in pieces of a token budget. The
/// youngest sequence gives way when an older one finds no block, and is read in again later.
struct Scheduler {
    private let limits: BatchGenerator.Limits
    private(set) var pool: BlockPool
    /// By order, first the next to be read in.
    private var waiting: [RunningSequence]
    /// By order, oldest first.
    private var running: [RunningSequence] = []
    private var freeSeats: [Int]
    private(set) var statistics = GenerationStatistics()

    init(_ sequences: [RunningSequence], _ limits: BatchGenerator.Limits, blocks: Int) {
        self.limits = limits
        pool = BlockPool(count: blocks)
        waiting = sequences.reversed()
        freeSeats = Array((0..<limits.sequences).reversed())
    }

    var isDone: Bool { waiting.isEmpty && running.isEmpty }

    /// The next step; empty when every sequence waits for tokens that are under way.
    mutating func schedule() -> Step {
        var step = Step()
        let preempted = decode(&step)
        if !preempted { read(&step) }
        statistics.count(step)
        return step
    }

    /// Lets a sequence that has ended go.
    mutating func retire(_ sequence: RunningSequence) {
        if let place = running.firstIndex(where: { $0 === sequence }) {
            running.remove(at: place)
            leave(sequence)
        } else {
            waiting.removeAll { $0 === sequence }
        }
    }
}

// MARK: Sequences that have been read in

extension Scheduler {
    /// Gives every decoding sequence the slot of its last token; true when one had to give way for it.
    private mutating func decode(_ step: inout Step) -> Bool {
        let before = running.count
        var index = 0
        while index < running.count {
            let sequence = running[index]
            index += 1
            guard sequence.isDecoding, sequence.wantsToken else { continue }
            while !extend(sequence, &step), let youngest = running.popLast() {
                preempt(youngest)
                if youngest === sequence { break }
            }
            guard running.count >= index else { break }
            step.decode.append(sequence)
            sequence.cached += 1
            sequence.expectToken()
        }
        return running.count < before
    }

    /// Makes the slot of the last token the sequence's own; false when there is no block for it.
    private mutating func extend(_ sequence: RunningSequence, _ step: inout Step) -> Bool {
        let place = sequence.cached / BlockPool.blockSize
        guard place < sequence.blocks.count else {
            guard let block = pool.take() else { return false }
            sequence.blocks.append(block)
            return true
        }
        let shared = sequence.blocks[place]
        guard pool.isShared(shared) else { return true }
        guard let copy = pool.take() else { return false }
        step.copies.append((from: shared, to: copy))
        sequence.blocks[place] = copy
        pool.release(shared)
        return true
    }

    private mutating func preempt(_ sequence: RunningSequence) {
        leave(sequence)
        let place = waiting.lastIndex { $0.order > sequence.order }.map { $0 + 1 } ?? 0
        waiting.insert(sequence, at: place)
        statistics.preemptions += 1
    }

    private mutating func leave(_ sequence: RunningSequence) {
        for block in sequence.blocks { pool.release(block) }
        sequence.leaveCache()
        freeSeats.append(sequence.seat)
    }
}

// MARK: Sequences that are being read in

extension Scheduler {
    /// Reads prompts up to the budget: first what was begun, then the next in line.
    private mutating func read(_ step: inout Step) {
        var budget = limits.prefillTokens
        for sequence in running where !sequence.isDecoding && budget > 0 {
            readPiece(of: sequence, &budget, &step)
        }
        var complete: [RunningSequence.Start: Int] = [:]
        while let next = waiting.last, !freeSeats.isEmpty {
            if let twin = complete[next.start] {
                guard pool.freeCount > running.count else { return }
                share(step.prefill[twin].sequence, with: next)
                step.prefill[twin].choosers.append(next)
            } else {
                guard budget > 0, admit(next) else { return }
                readPiece(of: next, &budget, &step)
                if next.cached == next.start.tokens.count { complete[next.start] = step.prefill.count - 1 }
            }
            waiting.removeLast()
            next.seat = freeSeats.removeLast()
            running.insert(next, at: (running.lastIndex { $0.order < next.order } ?? -1) + 1)
        }
    }

    /// Gives a sequence the blocks of all its tokens, as many as possible from those that hold them already.
    private mutating func admit(_ sequence: RunningSequence) -> Bool {
        let needed = BlockPool.blocks(for: sequence.length)
        let found = knownBlocks(sequence)
        let taken = needed - found.count + found.count { pool.isFree($0.block) }
        // Everyone who is running may soon need a block.
        guard pool.freeCount >= taken + running.count else { return false }
        for known in found { pool.hold(known.block) }
        let new = (found.count..<needed).compactMap { _ in pool.take() }
        sequence.blocks = found.map(\.block) + new
        sequence.cached = found.count * BlockPool.blockSize
        sequence.knownPrefix = (found.last?.serial ?? 0, found.count)
        statistics.sharedTokens += sequence.cached
        return true
    }

    /// The blocks that hold the beginning of a sequence; never all of it, since its last token's hidden state is wanted.
    private func knownBlocks(_ sequence: RunningSequence) -> [BlockPool.KnownBlock] {
        var found: [BlockPool.KnownBlock] = []
        let limit = (sequence.length - 1) / BlockPool.blockSize
        while found.count < limit,
            let next = pool.find(sequence.content(ofBlock: found.count, after: found.last?.serial ?? 0))
        {
            found.append(next)
        }
        return found
    }

    /// Schedules as much of a prompt as the budget allows.
    private mutating func readPiece(of sequence: RunningSequence, _ budget: inout Int, _ step: inout Step) {
        let count = min(budget, sequence.length - sequence.cached)
        let past = sequence.cached
        budget -= count
        sequence.cached += count
        noteFullBlocks(sequence)
        let isComplete = sequence.cached == sequence.length
        step.prefill.append(
            .init(sequence: sequence, past: past, count: count, choosers: isComplete ? [sequence] : []))
        if isComplete { sequence.expectToken() }
    }

    /// Lets the pool know what the full blocks of a sequence hold.
    private mutating func noteFullBlocks(_ sequence: RunningSequence) {
        while sequence.knownPrefix.blocks < sequence.cached / BlockPool.blockSize {
            let (serial, index) = sequence.knownPrefix
            let content = sequence.content(ofBlock: index, after: serial)
            sequence.knownPrefix = (pool.note(content, in: sequence.blocks[index]), index + 1)
        }
    }

    /// Gives a sequence the whole cache of another with the same tokens.
    private mutating func share(_ twin: RunningSequence, with sequence: RunningSequence) {
        for block in twin.blocks { pool.hold(block) }
        sequence.blocks = twin.blocks
        sequence.cached = twin.cached
        sequence.knownPrefix = twin.knownPrefix
        statistics.sharedTokens += sequence.cached
        sequence.expectToken()
    }
}
