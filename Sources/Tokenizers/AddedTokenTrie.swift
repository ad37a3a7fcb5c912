/// Finds added tokens in text: the leftmost first, and of those that start at one place the longest.
struct AddedTokenTrie: Sendable {
    /// The most bytes of one added token; it bounds the work at each place of a text.
    static let maximumLength = 1024

    /// One prefix of some token. Its children lie next to each other.
    private struct Node {
        var byte: UInt8
        var firstChild = 0
        var childCount = 0
        /// The index of the token that ends here, or -1.
        var token = -1
    }

    private var nodes = [Node(byte: 0)]
    /// Whether some token starts with each byte.
    private var isFirst = [Bool](repeating: false, count: 256)

    /// - Parameter contents: The bytes of every token, none empty; of two that are the same the first counts.
    init(_ contents: [[UInt8]]) {
        let sorted = contents.indices.sorted { contents[$0].lexicographicallyPrecedes(contents[$1]) }
        var queue: [(node: Int, depth: Int, tokens: ArraySlice<Int>)] = [(0, 0, sorted[...])]
        var next = 0
        while next < queue.count {
            var (node, depth, tokens) = queue[next]
            next += 1
            while let first = tokens.first, contents[first].count == depth {
                nodes[node].token = nodes[node].token < 0 ? first : min(first, nodes[node].token)
                tokens.removeFirst()
            }
            nodes[node].firstChild = nodes.count
            while let first = tokens.first {
                let byte = contents[first][depth]
                let group = tokens.prefix { contents[$0][depth] == byte }
                queue.append((nodes.count, depth + 1, group))
                nodes.append(Node(byte: byte))
                nodes[node].childCount += 1
                tokens = tokens.dropFirst(group.count)
            }
        }
        for content in contents { isFirst[Int(content[0])] = true }
    }

    var isEmpty: Bool { nodes.count == 1 }

    /// The first token at or after `start`: its index and where it lies.
    func firstMatch(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (token: Int, range: Range<Int>)? {
        isFirst.withUnsafeBufferPointer { isFirst in
            for index in start..<text.count where isFirst[Int(text[index])] {
                if let match = longestMatch(in: text, at: index) { return match }
            }
            return nil
        }
    }

    private func longestMatch(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> (token: Int, range: Range<Int>)? {
        var longest: (token: Int, range: Range<Int>)?
        var node = nodes[0]
        for index in start..<text.count {
            let children = node.firstChild..<(node.firstChild + node.childCount)
            guard let child = children.first(where: { nodes[$0].byte == text[index] }) else { break }
            node = nodes[child]
            if node.token >= 0 { longest = (node.token, start..<(index + 1)) }
        }
        return longest
    }
}
