import Testing

@testable import ChatTemplates

/// Mutated templates render or fail; they never trap, hang, or lose their limits.
@Suite struct FuzzTests {
    private static let rounds = 5000

    private static let fragments = [
        "{{", "}}", "{%", "%}", "{#", "#}", "-%}", "{%-", "{%+", "(", ")", "[", "]", "{", "}", "'", "\"", "\\", "|",
        ".",
        ",", ":", "=", "==", "~", "**", "//", "%", "-", "not ", " in ", " is ", " if ", " else ", "for ", "endfor",
        "set ", "endset", "macro ", "endmacro", "call ", "raw", "endraw", "filter ", "generation", "break", "0", "-1",
        "99999999999", "9223372036854775807", "1e308", "0.5", "none", "true", "messages", "loop.", "loop.previtem",
        "range(3)", "namespace(a=1)", "[::-1]", "[1:2:0]", ".split('')", ".split(',', -5)", ".items()", ".get(",
        "|join",
        "|map('upper')", "|tojson(indent=2)", "|round(300)", "|int", "|indent(9)", "|sort", "|dictsort", "|unique",
        "|selectattr('a')", "*[1]", "**{'a': 1}", "é", "\u{301}", "\u{0}", "😀", "\r\n", "\n", "\t", "\u{FEFF}",
        ".rsplit(' ', 1)", ".partition('')", ".find('')", ".format()", "|replace('', 'ab')", "|batch", "caller()",
        "varargs",
    ]

    private let variables: [String: JinjaValue] = [
        "messages": [["role": "user", "content": "Hi é"], ["role": "assistant", "content": "Yo"]],
        "items": [3, 1, 2], "d": ["a": 1, "b": [1.5, .none, true]], "name": "e\u{301}\r\nx", "n": 5, "empty": "",
    ]

    @Test func mutatedTemplatesNeverTrap() {
        var random = SplitMix(state: 20_240_305)
        let limits = TemplateLimits(sourceBytes: 1 << 16, operations: 4000, outputBytes: 1 << 16)
        let seeds = SnippetTests.snippets.map { Array($0.template.unicodeScalars) }
        var outcomes = (rendered: 0, failed: 0)
        for _ in 0..<Self.rounds {
            guard var scalars = seeds.randomElement(using: &random) else { break }
            for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&scalars, seeds, using: &random) }
            do throws(TemplateError) {
                let text = try JinjaTemplate(String(scalars: scalars), limits: limits)
                    .render(variables, clock: fixedClock).text
                #expect(text.utf8.count <= limits.outputBytes)
                outcomes.rendered += 1
            } catch {
                outcomes.failed += 1
            }
        }
        #expect(outcomes.rendered > Self.rounds / 20)
        #expect(outcomes.failed > Self.rounds / 20)
    }

    private func mutate(
        _ scalars: inout [Unicode.Scalar], _ seeds: [[Unicode.Scalar]], using random: inout SplitMix
    ) {
        let place = Int.random(in: 0...scalars.count, using: &random)
        let end = min(scalars.count, place + Int.random(in: 0...8, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: scalars.removeSubrange(place..<end)
        case 1: scalars.insert(contentsOf: scalars[place..<end], at: place)
        case 2: scalars.swapAt(min(place, scalars.count - 1), max(0, end - 1))
        case 3:
            let other = seeds.randomElement(using: &random) ?? []
            scalars.insert(contentsOf: other.prefix(200), at: place)
        default:
            let fragment = Self.fragments.randomElement(using: &random) ?? ""
            scalars.insert(contentsOf: fragment.unicodeScalars, at: place)
        }
        if scalars.isEmpty { scalars = ["{"] }
    }
}
