import TextSearch

/// Code blocks of Markdown: lines between a line that begins with three or more backticks or tildes and the next that has
/// nothing but at least as many. Source: CommonMark 0.31, section 4.5.
enum FencedBlocks {
    /// The blocks' texts in order. A block that is not closed reaches to the end.
    static func texts(in text: Substring) -> [Substring] {
        var blocks: [Substring] = []
        var open: (fence: Substring, start: String.Index)?
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let fence = fence(of: line)
            if let block = open {
                guard let fence, fence.first == block.fence.first, fence.count >= block.fence.count,
                    line.trimmed == fence
                else { continue }
                blocks.append(text[block.start..<line.startIndex])
                open = nil
            } else if let fence {
                open = (fence, line.endIndex == text.endIndex ? text.endIndex : text.index(after: line.endIndex))
            }
        }
        if let open { blocks.append(text[open.start...]) }
        return blocks
    }

    private static func fence(of line: Substring) -> Substring? {
        let body = line.drop { $0 == " " }
        guard let mark = body.first, mark == "`" || mark == "~" else { return nil }
        let fence = body.prefix { $0 == mark }
        return fence.count >= 3 ? fence : nil
    }
}
