import Foundation
import Testing

@testable import Experiments

/// What `Documentation/experiment-file.md` says is so.
@Suite struct DocumentationTests {
    private let text: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        text = try String(contentsOf: root.appending(path: "Documentation/experiment-file.md"), encoding: .utf8)
    }

    @Test func everyKeyHasARowWithItsDefaultAndMeaning() throws {
        let rows = text.split(separator: "\n").compactMap { $0.wholeMatch(of: /\| `([^`]+)` \| (.*?) \| (.*) \|/) }
            .map { (key: String($0.1), value: String($0.2), meaning: String($0.3)) }
        let schema = try SchemaNode.experiment()
        for (name, node) in schema.keys {
            let row = rows.first { row in
                (row.key == name || row.key.hasSuffix(".\(name)")) && row.meaning == node.description
            }
            #expect(row != nil, "\(name): \(node.description ?? "")")
            if let value = node.defaultValue { #expect(row?.value == "`\(value.yaml)`", "\(name)") }
        }
        for row in rows {
            #expect(schema.keys.contains { $0.node.description == row.meaning }, "\(row.key)")
        }
    }

    @Test func everyExampleIsValid() throws {
        let blocks = text.matches(of: /```yaml\n((?:.|\n)*?)```/).map { String($0.1) }
        #expect(blocks.count > 5)
        for block in blocks {
            let isWhole = block.contains("experiment:")
            #expect(throws: Never.self, "\(block)") {
                try ExperimentFileTests.read(isWhole ? block : ExperimentFileTests.minimal + "\n" + block)
            }
        }
    }
}
