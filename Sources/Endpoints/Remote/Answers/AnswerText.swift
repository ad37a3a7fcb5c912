import ChatTemplates

/// Puts an answer together in the one form that is parsed: reasoning between tags, then the answer.
///
/// A whole answer is added in one piece and a stream in many; both give the same text.
struct AnswerText: Sendable {
    /// All that was written, without the prefill.
    private(set) var text = ""

    private let prefill: String
    private let startsInReasoning: Bool
    private let format = ReasoningFormat.think
    private var place = Place.start
    private var startsParagraph = false
    private var echo = EchoFilter("")

    private enum Place { case start, reasoning, content }

    /// - Parameters:
    ///   - prefill: what the answer was made to begin with; left out if the service repeats it.
    ///   - startsInReasoning: whether template or prefill are known to have begun the reasoning.
    init(prefill: String, startsInReasoning: Bool) {
        self.prefill = prefill
        self.startsInReasoning = startsInReasoning
    }

    /// Whether the reasoning had begun before the first character of `text`.
    ///
    /// A closing tag without an opening one shows that a template began it that cannot be seen from here.
    var reasoningIsOpen: Bool {
        guard !startsInReasoning else { return true }
        guard let closing = text.firstRange(of: format.closeTag) else { return false }
        return !text[..<closing.lowerBound].contains(format.openTag)
    }

    /// Adds reasoning from a field of its own; returns what is new in `text`.
    mutating func addReasoning(_ piece: String) -> String {
        guard !piece.isEmpty else { return "" }
        var piece = piece
        switch place {
        case .start where startsInReasoning:
            echo = EchoFilter(String(prefill.afterLast(format.openTag).trimmingPrefix(while: \.isWhitespace)))
        case .start, .content: piece = format.openTag + format.afterOpenTag + piece
        case .reasoning: if startsParagraph { piece = "\n\n" + piece }
        }
        place = .reasoning
        startsParagraph = false
        return write(piece)
    }

    mutating func breakReasoning() {
        startsParagraph = true
    }

    /// Adds what a service takes for the answer; returns what is new in `text`.
    mutating func addContent(_ piece: String) -> String {
        guard !piece.isEmpty else { return "" }
        var piece = piece
        switch place {
        case .start: echo = EchoFilter(prefill)
        case .reasoning: piece = closing + piece
        case .content: break
        }
        place = .content
        return write(piece)
    }

    /// Adds what is missing at the end; returns what is new in `text`.
    ///
    /// Reasoning without an answer stays open unless the model ended its turn by itself.
    mutating func finish(_ ending: ChatReply.Ending) -> String {
        let last = write(place == .reasoning && ending == .stop ? closing : "")
        let held = echo.flush()
        text += held
        return last + held
    }

    private var closing: String { format.beforeCloseTag + format.closeTag + format.afterCloseTag }

    private mutating func write(_ piece: String) -> String {
        let new = echo.pass(piece)
        text += new
        return new
    }
}

extension String {
    fileprivate func afterLast(_ tag: String) -> Substring {
        self[(ranges(of: tag).last?.upperBound ?? startIndex)...]
    }
}
