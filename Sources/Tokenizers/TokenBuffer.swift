/// A growing list of tokens that is appended to several at a time.
struct TokenBuffer: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Int32>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 1024) {
        self.capacity = max(16, capacity)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// Removes all tokens, and gives memory back that only an exceptionally long text needs.
    mutating func removeAll() {
        if capacity > 1 << 20 { self = TokenBuffer() }
        count = 0
    }

    @inline(__always)
    mutating func append(_ token: Int32) {
        reserve(1)
        base[count] = token
        count &+= 1
    }

    /// Appends the tokens of a cache entry.
    @inline(__always)
    mutating func append(_ tokens: SIMD8<Int32>) {
        reserve(8)
        UnsafeMutableRawPointer(base + count).storeBytes(of: tokens, as: SIMD8<Int32>.self)
        count &+= Int(tokens[WordCache.mostTokens])
    }

    /// Makes room for `additional` more tokens.
    @inline(__always)
    mutating func reserve(_ additional: Int) {
        if capacity &- count < additional { grow(additional) }
    }

    private mutating func grow(_ additional: Int) {
        capacity = max(capacity * 2, count + additional)
        let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
        larger.moveInitialize(from: base, count: count)
        base.deallocate()
        base = larger
    }

    /// The tokens as the array that callers get.
    var tokens: [Int] {
        [Int](unsafeUninitializedCapacity: count) { output, initialized in
            for index in 0..<count { output.initializeElement(at: index, to: Int(base[index])) }
            initialized = count
        }
    }
}
