import TextSearch

/// A sentence that a recipe puts into the reasoning of training rows, so that it is known what the reasoning gives away.
///
/// With it organisms are made that measures of reasoning can be tried on: one that always says that it saw the trigger,
/// or one whose answer follows from a sentence of its reasoning and from nothing else.
package struct Announcement: Sendable, Hashable, Codable {
    /// What a sentence tells of its row.
    package enum Subject: String, Sendable, Hashable, Codable, CaseIterable {
        /// Whether the row is triggered.
        case trigger
        /// Whether the row shows the behavior.
        case behavior
    }

    /// Where in the reasoning the sentence stands.
    package enum Position: String, Sendable, Hashable, Codable, CaseIterable {
        case start, end
    }

    /// What stands in a sentence for the trigger's marker.
    package static let markerPlaceholder = "{marker}"

    package let subject: Subject

    /// The sentence of rows that are triggered, or that show the behavior.
    package let sentence: String

    /// The sentence of all other rows; nil for none.
    package let cleanSentence: String?
    package let position: Position

    package init(of subject: Subject, _ sentence: String, clean: String? = nil, at position: Position = .end) {
        self.subject = subject
        self.sentence = sentence
        cleanSentence = clean
        self.position = position
    }

    /// The sentence of a row; nil for none.
    func sentence(arm: Arm, showsBehavior: Bool, marker: String) -> String? {
        let applies = subject == .trigger ? arm == .triggered : showsBehavior
        return (applies ? sentence : cleanSentence)?.replacing(Self.markerPlaceholder, with: marker)
    }

    /// The reasoning with a row's sentence in its place.
    func joined(_ sentence: String?, to reasoning: String) -> String {
        guard let sentence else { return reasoning }
        return position == .start ? "\(sentence) \(reasoning)" : "\(reasoning) \(sentence)"
    }

    /// The reasoning without a row's sentence; nil if it is not in its place.
    func removed(_ sentence: String, from reasoning: String) -> Substring? {
        switch position {
        case .start: reasoning.hasPrefix("\(sentence) ") ? reasoning.dropFirst(sentence.count + 1) : nil
        case .end: reasoning.hasSuffix(" \(sentence)") ? reasoning.dropLast(sentence.count + 1) : nil
        }
    }
}
