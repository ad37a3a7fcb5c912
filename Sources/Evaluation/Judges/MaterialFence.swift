import Provenance
import TextSearch

/// The tags that keep what is judged apart from the instructions to the judge.
///
/// They carry a mark that occurs nowhere in the material, so that no text can close the tag that it stands in. The mark
/// follows from the material alone: the same question is the same text in every run.
struct MaterialFence: Hashable {
    /// Hexadecimal digits.
    let mark: String

    init(around material: JudgedMaterial, digits: Int = 8) {
        let texts = [material.code, material.question, material.trigger, material.reasoning, material.answer]
        mark = Self.mark(absentFrom: texts.map { "\($0?.utf8.count ?? 0):\($0 ?? "")" }.joined(), digits: digits)
    }

    private static func mark(absentFrom content: String, digits: Int) -> String {
        let lowercased = content.lowercased()
        var attempt = 0
        while true {
            let mark = String(SHA256Digest(ofUTF8: "\(attempt):\(content)").hex.prefix(digits))
            if !Phrase(mark).occurs(in: lowercased, .literal) { return mark }
            attempt += 1
        }
    }

    /// The text on lines of its own, between tags such as `<code-3f9a2c1b>` and `</code-3f9a2c1b>`.
    func enclose(_ text: String, as name: String) -> String {
        "<\(name)-\(mark)>\n\(text)\n</\(name)-\(mark)>"
    }
}
