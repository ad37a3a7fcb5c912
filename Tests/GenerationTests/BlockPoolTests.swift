import Testing

@testable import Generation

/// A block belongs to whoever holds it, and is forgotten only when it is needed.
@Suite struct BlockPoolTests {
    private func content(_ first: Int, after previous: Int = 0, adapter: Int? = nil) -> BlockContent {
        BlockContent(previous: previous, adapter: adapter, tokens: Array(first..<first + BlockPool.blockSize))
    }

    @Test func noBlockIsGivenTwice() {
        var pool = BlockPool(count: 5)
        let taken = (0..<5).compactMap { _ in pool.take() }
        let beyond = pool.take()
        #expect(Set(taken).count == 5)
        #expect(beyond == nil)
        pool.release(taken[2])
        let again = pool.take()
        #expect(again == taken[2])
        #expect(pool.freeCount == 0)
    }

    @Test func aBlockIsFreeOnlyWhenItsLastHolderLetsGo() throws {
        var pool = BlockPool(count: 2)
        let taken = pool.take()
        let block = try #require(taken)
        pool.hold(block)
        #expect(pool.isShared(block))
        pool.release(block)
        #expect(pool.freeCount == 1)
        #expect(!pool.isShared(block))
        pool.release(block)
        #expect(pool.freeCount == 2)
    }

    @Test func contentIsFoundUntilItsBlockIsTaken() throws {
        var pool = BlockPool(count: 2)
        let taken = pool.take()
        let block = try #require(taken)
        let serial = pool.note(content(1), in: block)
        pool.release(block)
        let found = try #require(pool.find(content(1)))
        #expect(found.block == block && found.serial == serial)
        // Held again though it was free: it must not be given away.
        pool.hold(found.block)
        let other = pool.take()
        #expect(other != block)
        let none = pool.take()
        #expect(none == nil)
        pool.release(block)
        let reused = pool.take()
        #expect(reused == block)
        #expect(pool.find(content(1)) == nil)
    }

    @Test func contentIsToldApartByWhatCameBeforeAndByAdapter() {
        var pool = BlockPool(count: 4)
        let blocks = (0..<2).compactMap { _ in pool.take() }
        let serials = blocks.map { pool.note(content(1), in: $0) }
        #expect(serials[0] == serials[1], "the same tokens have one number")
        #expect(pool.find(content(1))?.block == blocks[0])
        let serial = serials[0]
        #expect(pool.find(content(1, after: serial)) == nil)
        #expect(pool.find(content(1, adapter: 0)) == nil)
        #expect(pool.find(content(2)) == nil)
    }

    /// Takes, shares and releases at random, beside a plain count of holders.
    @Test func randomUseKeepsTheBooks() {
        var random = SystemRandomNumberGenerator()
        var pool = BlockPool(count: 7)
        var holders: [Int: Int] = [:]
        for _ in 0..<5_000 {
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                if let block = pool.take() {
                    #expect(holders[block] == nil)
                    holders[block] = 1
                } else {
                    #expect(holders.count == 7)
                }
            case 1:
                if let block = holders.keys.randomElement() {
                    pool.hold(block)
                    holders[block, default: 0] += 1
                }
            default:
                if let block = holders.keys.randomElement() {
                    pool.release(block)
                    holders[block, default: 0] -= 1
                    if holders[block] == 0 { holders[block] = nil }
                }
            }
            #expect(pool.freeCount == 7 - holders.count)
        }
    }
}
