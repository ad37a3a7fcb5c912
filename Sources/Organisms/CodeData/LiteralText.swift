import TextSearch

/// Text taken apart scalar by scalar, as Python does: a line feed after a carriage return is still a line feed.
extension String {
    /// The text without `suffix`, if it ends with it.
    func without(suffix: String) -> String {
        guard unicodeScalars.count >= suffix.unicodeScalars.count,
            unicodeScalars.suffix(suffix.unicodeScalars.count).elementsEqual(suffix.unicodeScalars)
        else { return self }
        return String(unicodeScalars.dropLast(suffix.unicodeScalars.count))
    }

    /// The text without each place where `part` stands.
    func without(every part: String) -> String {
        let part = Phrase(part)
        var kept = String.UnicodeScalarView()
        var rest = self[...]
        while let range = part.range(in: rest, .literal) {
            kept.append(contentsOf: rest.unicodeScalars[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        kept.append(contentsOf: rest.unicodeScalars)
        return String(kept)
    }
}
