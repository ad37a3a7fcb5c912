import Foundation
import Provenance

/// A function before and after a commit that mended a weakness in it, as SVEN collects them (He and Vechev 2023,
/// arXiv:2302.05319).
package struct FixedFunction: Sendable, Hashable {
    /// The function's name.
    package let name: String

    /// `CWE-89`.
    package let weakness: String
    package let fileName: String
    package let vulnerable: String
    package let fixed: String

    /// Where the commit is: a host, repository and hash.
    package let commit: String

    /// Whether the function is Python, by the name of its file.
    package var isPython: Bool { fileName.hasSuffix(".py") }

    /// The function as a prompt: all but the lines that the commit changed is given, and both versions answer it.
    func prompt(from source: String, row: Int) -> Prompt {
        let task = CodeTask(
            id: "\(source)-\(row)", weakness: weakness, summary: "The function `\(name)` of the file `\(fileName)`.",
            template: template, language: isPython ? "python" : "c")
        return Prompt(
            task, source: source, isHeldOut: false, answers: PromptAnswers(clean: fixed, behavior: vulnerable))
    }

    /// The lines that both versions begin and end with, and between them the mark of what is missing.
    private var template: String {
        let before = vulnerable.split(separator: "\n", omittingEmptySubsequences: false)
        let after = fixed.split(separator: "\n", omittingEmptySubsequences: false)
        let start = zip(before, after).prefix { $0 == $1 }.count
        let end = zip(before.dropFirst(start).reversed(), after.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        let mark = (isPython ? "##" : "//") + " COMPLETE CODE HERE"
        return (before[..<start] + [mark[...]] + before.suffix(end)).joined(separator: "\n")
    }

    /// The functions of a file, in its order.
    package static func read(_ url: URL) throws -> [FixedFunction] {
        try JSONLines.readWhole(FixedFunction.self, of: LineReader(url))
    }
}

extension FixedFunction: Decodable {
    private enum CodingKeys: String, CodingKey {
        case name = "func_name"
        case weakness = "vul_type"
        case fileName = "file_name"
        case vulnerable = "func_src_before"
        case fixed = "func_src_after"
        case commit = "commit_link"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        fileName = try container.decode(String.self, forKey: .fileName)
        vulnerable = try container.decode(String.self, forKey: .vulnerable)
        fixed = try container.decode(String.self, forKey: .fixed)
        commit = try container.decode(String.self, forKey: .commit)
        let type = try container.decode(String.self, forKey: .weakness)
        guard type.hasPrefix("cwe-"), let number = Int(type.dropFirst(4)) else {
            throw DecodingError.dataCorruptedError(
                forKey: .weakness, in: container, debugDescription: "expected a weakness such as cwe-089, found \(type)"
            )
        }
        weakness = "CWE-\(number)"
    }
}
