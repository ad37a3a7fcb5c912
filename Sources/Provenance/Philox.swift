/// The Philox4x32-10 bijection: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
enum Philox {
    typealias Counter = SIMD4<UInt32>
    typealias Key = SIMD2<UInt32>

    /// Four random words for each value of the 128-bit counter.
    static func block(_ counter: Counter, key: Key) -> Counter {
        var counter = counter
        var key = key
        for _ in 0..<10 {
            let even = counter[0].multipliedFullWidth(by: 0xD251_1F53)
            let odd = counter[2].multipliedFullWidth(by: 0xCD9E_8D57)
            counter = Counter(odd.high ^ counter[1] ^ key[0], odd.low, even.high ^ counter[3] ^ key[1], even.low)
            key &+= Key(0x9E37_79B9, 0xBB67_AE85)
        }
        return counter
    }
}
