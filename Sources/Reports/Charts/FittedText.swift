/// Text in as many lines as there is room for: broken where words end, and if that is not enough cut in the middle, as the
/// ends of names tell more than their middles.
struct FittedText: Sendable, Hashable {
    let lines: [String]

    /// The whole text, where the lines do not hold it.
    let full: String?

    /// - Parameters:
    ///   - width: of a line, in pixels.
    ///   - limit: the most lines.
    ///   - size: of the font, in pixels.
    init(_ text: String, width: Double, lines limit: Int = 1, size: Double = ChartText.size) {
        let text = text.onOneVisibleLine
        let width = width / size
        if text.widthInEm <= width {
            (lines, full) = (text.isEmpty ? [] : [text], nil)
            return
        }
        // There are characters that are whole sentences.
        let characters = text.map { String($0).widthInEm > width ? "…" : $0 }
        let whole = wrapped(String(characters), width: width)
        if whole.count <= limit {
            (lines, full) = (whole, String(characters) == text ? nil : text)
            return
        }
        var (fitting, tooMany) = (0, characters.count)
        var best = ["…"]
        while tooMany - fitting > 1 {
            let kept = (fitting + tooMany) / 2
            let start = String(characters.prefix((kept + 1) / 2)).trimmingSpacesAtEnd
            let end = String(characters.suffix(kept / 2)).trimmingSpacesAtStart
            let attempt = wrapped(start + "…" + end, width: width)
            if attempt.count <= limit {
                (fitting, best) = (kept, attempt)
            } else {
                tooMany = kept
            }
        }
        (lines, full) = (best, text)
    }

    /// The widest line, in pixels.
    func width(size: Double = ChartText.size) -> Double { lines.map { $0.widthInEm * size }.max() ?? 0 }
}

/// The text in lines of at most `width` em, which no character exceeds.
private func wrapped(_ text: String, width: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0.0
    func endLine() {
        let ended = line.trimmingSpacesAtEnd
        if !ended.isEmpty { lines.append(ended) }
        (line, used) = ("", 0)
    }
    for word in words(of: text) {
        // A space at the end of a line takes no room.
        let needed = word.trimmingSpacesAtEnd.widthInEm
        if needed <= width {
            if used + needed > width { endLine() }
            line += word
            used += word.widthInEm
            continue
        }
        for character in word {
            let room = String(character).widthInEm
            if used + room > width, !line.isEmpty { endLine() }
            line.append(character)
            used += room
        }
    }
    endLine()
    return lines
}

/// The parts between which a line may end: after white space and the marks that join words in names, and around characters of
/// scripts without spaces.
private func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text {
        let standsAlone = character.isIdeographic
        if standsAlone, !word.isEmpty {
            words.append(word)
            word = ""
        }
        word.append(character)
        if standsAlone || " -_/·,".contains(character) {
            words.append(word)
            word = ""
        }
    }
    return word.isEmpty ? words : words + [word]
}

extension Character {
    fileprivate var isIdeographic: Bool {
        unicodeScalars.first.map { (0x3040...0xA4CF).contains($0.value) || (0x20000...0x3FFFF).contains($0.value) }
            ?? false
    }
}

extension String {
    /// The text as a chart shows it: white space as single spaces, characters that could not be seen by their codes.
    var onOneVisibleLine: String {
        split { $0.isWhitespace && $0.unicodeScalars.allSatisfy { [" ", "\n", "\t", "\r"].contains($0) } }
            .joined(separator: " ").withInvisiblesShown
    }

    fileprivate var trimmingSpacesAtEnd: String {
        last == " " ? String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)]) : self
    }

    fileprivate var trimmingSpacesAtStart: String { String(drop { $0 == " " }) }
}
