import Testing

@testable import ChatTemplates

/// Known attacks on chat templates. Each test is named after the advisory whose class of attack it repeats.
@Suite struct SandboxTests {
    private static let variables: [String: JinjaValue] = [
        "name": "World", "messages": [["role": "user", "content": "Hi"]], "d": ["a": 1], "n": 3,
    ]

    /// Renders a template that tries to leave the sandbox; only nothing or an error may come of it.
    private func expectNothing(from source: String, sourceLocation: SourceLocation = #_sourceLocation) {
        do {
            let text = try JinjaTemplate(source).render(Self.variables).text
            #expect(text == "", "\(source)", sourceLocation: sourceLocation)
        } catch {
            #expect(
                [.forbidden, .undefined, .unsupported, .invalidOperation].contains(error.kind), "\(error)",
                sourceLocation: sourceLocation)
        }
    }

    /// llama-cpp-python rendered the template of a GGUF file without a sandbox, and it ran code.
    @Test(arguments: [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''['__class__']['__base__'] }}",
        "{{ [].__class__.__base__.__subclasses__()[104].load_module('os').system('id') }}",
        "{{ ().__class__.__bases__[0] }}",
        "{{ {}.__init__.__globals__ }}",
        "{{ d.__class__ }}",
        "{{ n.__add__(1) }}",
        "{{ name.__len__() }}",
        "{{ none.__class__ }}",
        "{{ messages.__getitem__(0) }}",
        "{% for x in ().__class__.__base__.__subclasses__() %}{% if 'warning' in x.__name__ %}{{ x()._module.__builtins__['__import__']('os').popen('id').read() }}{% endif %}{% endfor %}",
        "{{ self }}", "{{ self._TemplateReference__context }}", "{{ self.__init__.__globals__ }}",
        "{{ config }}", "{{ request.application }}", "{{ get_flashed_messages.__globals__ }}",
        "{{ __import__('os') }}", "{{ open('/etc/passwd').read() }}", "{{ eval('1') }}", "{{ exec('1') }}",
    ])
    func cve_2024_34359_templateCodeExecution(_ source: String) {
        expectNothing(from: source)
    }

    /// SGLang's rerank endpoint did the same again: the way in were functions that Jinja itself provides.
    @Test(arguments: [
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ joiner.__init__.__globals__ }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ namespace().__class__ }}",
        "{{ lipsum.__globals__['os'].popen('id').read() }}",
        "{{ range.__class__ }}",
        "{{ dict.__base__ }}",
        "{{ raise_exception.__globals__ }}",
        "{{ raise_exception.__code__.co_consts }}",
        "{{ strftime_now.__closure__ }}",
        "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
        "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
        "{% macro m() %}{% endmacro %}{{ m._environment }}",
        "{% for i in [1] %}{{ loop.__class__ }}{{ loop._iterable }}{% endfor %}",
        "{{ name.upper.__self__ }}", "{{ name.upper.__func__ }}", "{{ d.items.__self__ }}",
    ])
    func cve_2026_5760_codeExecutionThroughGlobals(_ source: String) {
        expectNothing(from: source)
    }

    /// LiteLLM ran the template of a tokenizer_config.json: the way in were filters that look up attributes.
    @Test(arguments: [
        "{{ ''|attr('__class__') }}",
        "{{ [name]|map(attribute='__class__')|list|first }}",
        "{{ ([name]|map(attribute='__class__.__mro__')|list) }}",
        "{{ ([name]|map('attr', '__class__')|list) }}",
        "{% for x in [name]|selectattr('__class__') %}{{ x }}{% endfor %}",
        "{{ [name]|sum(attribute='__class__') }}",
        "{{ ([name]|sort(attribute='__class__'))[0].__class__.__mro__ }}",
        "{{ [name]|join(attribute='__class__') }}",
        "{% for x in [name]|groupby('__class__') %}{{ x }}{% endfor %}",
        "{% include '/etc/passwd' %}", "{% import 'os' as os %}", "{% from 'os' import system %}",
        "{% extends 'base' %}", "{% block x %}{% endblock %}",
    ])
    func pysec_2026_387_codeExecutionThroughFilters(_ source: String) {
        expectNothing(from: source)
    }

    /// Jinja's sandbox could be left through a reference to `str.format`, which reads attributes.
    @Test(arguments: [
        "{{ '{0.__class__}'.format(name) }}",
        "{{ '{0.__class__.__mro__}'.format('') }}",
        "{{ '{a[0]}'.format(a=name) }}",
        "{{ '{!r}'.format(name) }}",
        "{{ '{:>99999999999}'.format(name) }}",
        "{{ '{x.__init__.__globals__}'.format_map({'x': namespace}) }}",
        "{% set f = '{0.__class__}'.format %}{{ f(name) }}",
        "{{ ['{0.__class__}']|map('format', name)|list }}",
        "{{ '{0.__class__}'|format(name) }}",
        "{{ '%s' % name.__class__ }}",
        "{{ '%99999999999d' % 1 }}",
    ])
    func cve_2024_56326_stringFormatReferences(_ source: String) {
        expectNothing(from: source)
    }

    /// vLLM passed a request's template arguments on, where they replaced its own and hung the server.
    @Test(arguments: [
        "messages", "add_generation_prompt", "bos_token", "eos_token", "raise_exception", "strftime_now", "range",
        "namespace", "pad_token",
    ])
    func cve_2025_62426_variablesCannotReplaceArguments(_ name: String) throws {
        let template = try ChatTemplate(
            source: "{{ messages[0].content }}", bosToken: nil, eosToken: "</s>", specialTokens: ["pad_token": "<pad>"])
        let error = #expect(throws: TemplateError.self) {
            try template.render([.user("Hi")], addGenerationPrompt: true, variables: [name: "x"])
        }
        #expect(error?.kind == .conversation)
        #expect(error?.message.contains(name) == true)
    }

    /// A malformed tool schema crashed vLLM's worker; here it ends in an error or is written as it is.
    @Test(arguments: [
        JinjaValue.string("not a list"), .int(5), [.none], [["function": .none]], [["function": ["parameters": 1]]],
        [[:]], .bool(true), ["name"],
    ])
    func cve_2025_48944_malformedToolsAreErrors(_ tools: JinjaValue) throws {
        let source = """
            {% for tool in tools %}{{ tool.function.name }}{% for name, p in tool.function.parameters.items() %}\
            {{ name }}: {{ p.type | upper }}{% endfor %}{{ tool | tojson }}{% endfor %}
            """
        let template = try ChatTemplate(source: source, bosToken: nil, eosToken: nil)
        let error = #expect(throws: TemplateError.self) {
            try template.render([.user("Hi")], addGenerationPrompt: true, variables: ["tools": tools])
        }
        #expect(error?.position != nil)
    }

    /// Templates changed after release carry back doors: the source is kept as it is, so that its digest shows it.
    @Test func templateBackdoorsChangeTheSource() throws {
        let source = "{{ messages[0].content }}\r\n\u{200B}{# e\u{301} #}\n"
        let template = try ChatTemplate(source: source, bosToken: nil, eosToken: nil)
        #expect(Array(template.source.utf8) == Array(source.utf8))
    }

    @Test func nothingInAMessageIsRunAsATemplate() throws {
        let text = "{{ 1 + 1 }}{% for i in range(9) %}x{% endfor %}{# gone #}"
        let template = try ChatTemplate(source: "{{ messages[0].content }}", bosToken: nil, eosToken: nil)
        #expect(try template.render([.user(text)], addGenerationPrompt: false) == text)
    }

    @Test(arguments: [
        "{{ d.update({'b': 2}) }}", "{{ d.pop('a') }}", "{{ d.clear() }}", "{{ d.setdefault('b', 2) }}",
        "{{ messages.append(1) }}", "{{ messages.pop() }}", "{{ messages[0].update({'content': 'x'}) }}",
        "{% set f = messages.clear %}{{ f() }}",
    ])
    func methodsThatChangeValuesAreForbidden(_ source: String) throws {
        let error = #expect(throws: TemplateError.self) { try JinjaTemplate(source).render(Self.variables) }
        #expect(error?.kind == .forbidden)
    }
}
