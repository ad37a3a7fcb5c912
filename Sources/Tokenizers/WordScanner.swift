/// Finds where words end; one per family of pre-tokenizer expressions.
protocol WordScanner {
    /// The end of the word that starts at `start`, which is less than the end of the text; always greater than it.
    func endOfWord(in text: ClassifiedText, from start: Int) -> Int
}

extension WordScanner {
    /// `\s+(?!\S)|\s+`: the white space that starts here, all of it before the end of the text, else all but the last
    /// character, which goes with the word that follows.
    ///
    /// - Parameter boundary: Classes that end the text as far as this expression can see.
    @inline(__always)
    func endOfSpace(in text: ClassifiedText, from start: Int, followedByEnd boundary: CharacterClass) -> Int {
        var index = start
        var last = start
        while index < text.end {
            let (found, width) = text.character(at: index)
            if found.intersects(boundary) { return index }
            if !found.intersects(.whitespace) { return last > start ? last : index }
            last = index
            index += width
        }
        return index
    }
}
