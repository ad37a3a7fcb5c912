import Foundation
import Testing

@testable import ChatTemplates

/// Random expressions against Python's Jinja (`Fixtures/make_expressions.py`).
///
/// The environment variable `EXPRESSIONS` names a larger file that the script made, to look for further differences.
@Suite struct ExpressionTests {
    @Test func randomExpressionsPrintAsInPython() throws {
        let file = ProcessInfo.processInfo.environment["EXPRESSIONS"].map { URL(fileURLWithPath: $0) }
        let fixture = try Fixtures.json(file ?? Fixtures.kept.appending(path: "expressions.json"))
        let data = try #require(fixture["data"]?.variables)
        let rows = try #require(fixture["expressions"]?.elements)
        #expect(rows.count >= 600)
        for row in rows {
            let template = try #require(row.elements[0].text)
            do throws(TemplateError) {
                let text = try JinjaTemplate(template).render(data).text
                if let expected = row.elements[1].text {
                    #expect(text.hasSameScalars(as: expected), "\(template): \(text) instead of \(expected)")
                } else {
                    Issue.record("\(template) is an error in Python, here it is \(text)")
                }
            } catch {
                let isRefused = error.kind == .unsupported || error.kind == .limit
                #expect(row.elements[1].text == nil || isRefused, "\(template): \(error)")
            }
        }
    }
}
