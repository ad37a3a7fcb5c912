/// Finds one text in others, in time linear in their lengths (Knuth, Morris and Pratt 1977).
///
/// Works on UTF-8, where a match of bytes is a match of scalars.
struct TextSearch {
    let pattern: [UInt8]
    private let fallback: [Int]

    init(_ pattern: String) {
        self.pattern = Array(pattern.utf8)
        var fallback = [Int](repeating: 0, count: self.pattern.count)
        var length = 0
        for index in self.pattern.indices.dropFirst() {
            while length > 0, self.pattern[index] != self.pattern[length] { length = fallback[length - 1] }
            if self.pattern[index] == self.pattern[length] { length += 1 }
            fallback[index] = length
        }
        self.fallback = fallback
    }

    /// The offsets in UTF-8 at which the pattern occurs in `text` without overlap, at most `limit`.
    ///
    /// The empty pattern occurs before every scalar and at the end, as in Python.
    func matches(in text: String, limit: Int = .max) -> [Int] {
        guard limit > 0 else { return [] }
        let bytes = Array(text.utf8)
        if pattern.isEmpty {
            let starts = bytes.indices.filter { bytes[$0] & 0xC0 != 0x80 } + [bytes.count]
            return Array(starts.prefix(limit))
        }
        var found: [Int] = []
        var length = 0
        for (index, byte) in bytes.enumerated() {
            while length > 0, byte != pattern[length] { length = fallback[length - 1] }
            if byte == pattern[length] { length += 1 }
            if length == pattern.count {
                found.append(index + 1 - length)
                if found.count == limit { break }
                length = 0
            }
        }
        return found
    }

    func isFound(in text: String) -> Bool { !matches(in: text, limit: 1).isEmpty }

    /// `text` cut at each match; one piece more than there are matches.
    func pieces(of text: String, limit: Int = .max) -> [String] {
        let bytes = Array(text.utf8)
        var pieces: [String] = []
        var start = 0
        for match in matches(in: text, limit: limit) {
            pieces.append(String(decoding: bytes[start..<match], as: UTF8.self))
            start = match + pattern.count
        }
        pieces.append(String(decoding: bytes[start...], as: UTF8.self))
        return pieces
    }
}
