import Foundation
import Testing

@testable import ChatTemplates

/// Templates that would never end, or end the process, end in an error that says why and where.
@Suite struct LimitTests {
    /// The seconds that this thread has run, which do not depend on what else the machine does.
    private func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func error(
        _ source: String, limits: TemplateLimits = .standard, _ variables: [String: JinjaValue] = [:]
    ) throws -> TemplateError {
        let start = processorTime()
        let error = try #require(throws: TemplateError.self) {
            try JinjaTemplate(source, limits: limits).render(variables)
        }
        #expect(processorTime() - start < 0.9)
        return error
    }

    static let bombs: [String: String] = [
        "nested ranges": String(repeating: "{% for i in range(99999) %}", count: 4)
            + String(repeating: "{% endfor %}", count: 4),
        "one huge range": "{{ range(99999999999) | length }}",
        "many ranges": "{% for i in range(99999) %}{{ range(99999) | length }}{% endfor %}",
        "a range with a huge step": "{{ range(-9223372036854775807, 9223372036854775807, 1) | list }}",
        "a repeated string": "{{ 'a' * 9999999999 }}",
        "a string repeated again and again": "{{ 'a' * 99999 * 99999 * 99999 }}",
        "an overflowing repetition": "{{ 'ab' * 9223372036854775807 }}",
        "a repeated list": "{{ [1] * 9223372036854775807 }}",
        "a doubling string":
            "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}",
        "a doubling tilde":
            "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
        "a doubling list":
            "{% set n = namespace(s=[1]) %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}",
        "a doubling replacement":
            "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s|replace('a', 'aa') %}{% endfor %}",
        "a doubling join":
            "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = [n.s, n.s] | join %}{% endfor %}",
        "a doubling block":
            "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set t %}{{ n.s }}{{ n.s }}{% endset %}"
            + "{% set n.s = t %}{% endfor %}",
        "a shared tree": "{% set n = namespace(s=1) %}{% for i in range(60) %}{% set n.s = [n.s, n.s] %}{% endfor %}",
        "a deep list": "{% set n = namespace(s=1) %}{% for i in range(999) %}{% set n.s = [n.s] %}{% endfor %}",
        "a deep dict": "{% set n = namespace(s=1) %}{% for i in range(999) %}{% set n.s = {'a': n.s} %}{% endfor %}",
        "deep pairs":
            "{% set n = namespace(s={'a': 1}) %}{% for i in range(999) %}"
            + "{% set n.s = {'a': n.s.items() | list} %}{% endfor %}",
        "a namespace inside itself": "{% set n = namespace() %}{% set n.s = [n] %}{{ n }}",
        "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "macros that call each other":
            "{% macro a() %}{{ b() }}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "a wide indent": "{{ ('\\n' * 9999) | indent(99999999) }}",
        "a wide overflowing indent": "{{ 'a\\nb' | indent(9223372036854775807) }}",
        "a wide JSON indent": "{{ [1] | tojson(indent=99999999) }}",
        "a huge power": "{{ 10 ** 99999999 }}",
        "an overflowing product": "{{ 9223372036854775807 * 2 }}",
        "an overflowing negation": "{{ -(-9223372036854775807 - 1) }}",
        "an overflowing quotient": "{{ (-9223372036854775807 - 1) // -1 }}",
        "a float too big for an integer": "{{ 1e300 | int }}",
        "endless output": "{% for i in range(99999) %}{{ 'a' * 9999 }}{% endfor %}",
        "a quadratic search": "{% for i in range(99999) %}{{ ('a' * 99999).count('a' * 9999 + 'b') }}{% endfor %}",
        "deep parentheses": "{{ " + String(repeating: "(", count: 99_999) + String(repeating: ")", count: 99_999)
            + " }}",
        "deep lists": "{{ " + String(repeating: "[", count: 99_999) + String(repeating: "]", count: 99_999) + " }}",
        "deep dicts": "{{ " + String(repeating: "{1:", count: 99_999) + String(repeating: "}", count: 99_999) + " }}",
        "many nots": "{{ " + String(repeating: "not ", count: 100_000) + "1 }}",
        "many minuses": "{{ " + String(repeating: "-", count: 100_000) + "1 }}",
        "a long sum": "{{ 1" + String(repeating: "+1", count: 100_000) + " }}",
        "a long chain of filters": "{{ 'a'" + String(repeating: "|trim", count: 100_000) + " }}",
        "a long chain of attributes": "{{ a" + String(repeating: ".a", count: 100_000) + " }}",
        "a long chain of items": "{{ a" + String(repeating: "[0]", count: 100_000) + " }}",
        "a long chain of calls": "{{ a" + String(repeating: "()", count: 100_000) + " }}",
        "a long chain of conditions": "{{ 1" + String(repeating: " if 1 else 1", count: 50_000) + " }}",
        "a long chain of ands": "{{ 1" + String(repeating: " and 1", count: 100_000) + " }}",
        "deep blocks": String(repeating: "{% if 1 %}", count: 50_000),
        "deep loops": String(repeating: "{% for i in x %}", count: 50_000),
        "deep targets": "{% set " + String(repeating: "(", count: 99_999) + String(repeating: ")", count: 99_999)
            + " %}",
        "a deep chain to the left": "{{ " + String(repeating: "(", count: 60) + "1"
            + String(repeating: "+1)", count: 60) + String(repeating: "+1", count: 60) + " }}",
        "a source too large": String(repeating: "a", count: 1 << 20 + 1),
    ]

    @Test(arguments: bombs.keys.sorted())
    func bombsEndInALimit(_ name: String) throws {
        let error = try error(try #require(Self.bombs[name]))
        #expect(error.kind == .limit, "\(error)")
    }

    /// Every depth that the limits allow must fit the smallest stack that threads usually have.
    @Test func deepestTemplatesFitAStackOf512KiB() throws {
        let nesting = TemplateLimits.standard.nesting - 3
        func repeated(_ text: String) -> String { String(repeating: text, count: nesting) }
        let sources = [
            "{{ " + repeated("(") + "1" + repeated(")") + " }}",
            "{{ " + repeated("[") + "1" + repeated("]") + " }}",
            "{{ " + repeated("not ") + "1 }}",
            repeated("{% if 1 %}") + repeated("{% endif %}"),
            repeated("{% for i in [1] %}") + repeated("{% endfor %}"),
            "{% macro m(n) %}{% if n %}{% for i in [1] %}{% set x %}{{ [m(n + 1)] | map('upper') | list }}"
                + "{% endset %}{% endfor %}{% endif %}{% endmacro %}{{ m(1) }}",
            "{% macro m() %}{% filter upper %}{% call m() %}{{ caller() }}{% endcall %}{% endfilter %}{% endmacro %}{{ m() }}",
            "{% set n = namespace(a=1) %}{% for i in range(\(nesting)) %}{% set n.a = [n.a] %}{% endfor %}"
                + "{{ n.a }}{{ n.a | tojson }}{{ n.a == n.a }}{{ n.a in [n.a] }}",
            "{% set n = namespace() %}{% set n.a = n %}{{ n }}",
        ]
        let isDone = DispatchSemaphore(value: 0)
        let thread = Thread {
            for source in sources { _ = try? JinjaTemplate(source).render([:]) }
            isDone.signal()
        }
        thread.stackSize = 512 << 10
        thread.start()
        #expect(isDone.wait(timeout: .now() + 20) == .success)
    }

    @Test func operationsAreCountedAcrossTheWholeRendering() throws {
        let source = "{% for i in range(1000) %}{{ i }}{% endfor %}"
        #expect(try error(source, limits: TemplateLimits(operations: 1000)).kind == .limit)
        #expect(throws: Never.self) { try JinjaTemplate(source).render([:]) }
    }

    @Test func outputIsBounded() throws {
        let limits = TemplateLimits(outputBytes: 10)
        #expect(try JinjaTemplate("1234567890", limits: limits).render([:]).text == "1234567890")
        #expect(try error("12345678901", limits: limits).kind == .limit)
        #expect(try error("{% set x %}12345678901{% endset %}", limits: limits).kind == .limit)
    }

    @Test func variablesTooDeepAreRefused() throws {
        var value: JinjaValue = 1
        for _ in 0..<100 { value = .list([value]) }
        #expect(try error("{{ x }}", ["x": value]).kind == .limit)
    }

    @Test func errorsSayWhere() throws {
        #expect(try error("a\n b {{ 1 + 'x' }}").description == "chat template:2:9: '+' does not apply to int and str")
        #expect(try error("{% if x %}\n{% else %}\n").position?.line == 2)
        #expect(try error("{{ é.x.y }}").description == "chat template:1:5: 'é' is undefined")
        #expect(try error("{{ x.y.z }}", ["x": ["a": 1]]).message == "'dict object' has no attribute 'y'")
    }
}
