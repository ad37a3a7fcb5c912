/// Runs a parsed template over variables.
///
/// One instance renders once. Everything a template can reach is data or an entry of `objects`: there are no object
/// graphs, files, modules or Swift values behind its values.
final class Interpreter {
    var budget: Budget
    let clock: TemplateClock
    /// The source position that errors report.
    var position: SourcePosition?
    var objects: [RuntimeObject] = []
    var scope = Scope(inside: nil)
    private var depth = 0

    private var output = ""
    /// How many captures (macros, block sets) surround the statement that runs; only at zero is text final.
    private var captures = 0
    /// The text that the innermost `filter` or `set` block captured.
    private var capturedText = ""
    private(set) var generationSpans: [Range<Int>]? = []

    /// Where control goes after a statement.
    enum Flow { case next, breakLoop, continueLoop }

    init(variables: [String: JinjaValue], limits: TemplateLimits, clock: TemplateClock) throws(TemplateError) {
        budget = Budget(limits)
        self.clock = clock
        for function in GlobalFunction.allCases { scope[function.rawValue] = make(.function(function)) }
        scope = Scope(inside: scope)
        for (name, value) in variables {
            try weigh(value)
            scope[name] = value
        }
    }

    func render(_ body: [Statement]) throws(TemplateError) -> String {
        _ = try execute(body)
        return output
    }

    func failure(_ kind: TemplateError.Kind, _ message: String) -> TemplateError {
        TemplateError(kind, message, at: position)
    }

    func make(_ object: RuntimeObject) -> JinjaValue {
        objects.append(object)
        return .object(.init(index: objects.count - 1))
    }

    /// Goes one level deeper, so that recursion ends before the stack does; `ascend` must follow in any case.
    func descend() throws(TemplateError) {
        depth += 1
        guard depth <= budget.limits.recursion else {
            throw failure(.limit, "the template recurses deeper than \(budget.limits.recursion) levels")
        }
    }

    func ascend() { depth -= 1 }

    /// Runs `action` in a new scope inside `parent`.
    func scoped<Result>(
        inside parent: Scope? = nil, _ action: () throws(TemplateError) -> Result
    ) throws(TemplateError) -> Result {
        let outer = scope
        defer { scope = outer }
        scope = Scope(inside: parent ?? outer)
        return try action()
    }

    // MARK: Output

    private func write(_ text: String) throws(TemplateError) {
        guard budget.spend(outputBytes: text.utf8.count) else {
            throw failure(.limit, "the template writes more than \(budget.limits.outputBytes) bytes")
        }
        output += text
    }

    /// The text that `body` writes, in a scope of its own.
    func capture(_ body: [Statement]) throws(TemplateError) -> String {
        let outer = output
        output = ""
        captures += 1
        defer {
            output = outer
            captures -= 1
        }
        return try scoped { () throws(TemplateError) in
            _ = try execute(body)
            return output
        }
    }

    // MARK: Statements

    @discardableResult
    func execute(_ body: [Statement]) throws(TemplateError) -> Flow {
        defer { ascend() }
        try descend()
        for statement in body {
            try spend()
            let flow = try execute(statement)
            guard flow == .next else { return flow }
        }
        return .next
    }

    private func execute(_ statement: Statement) throws(TemplateError) -> Flow {
        switch statement {
        case .text(let text): try write(text)
        case .output(let expression): try write(try printed(try evaluate(expression)))
        case .conditional(let branches, let otherwise):
            for branch in branches where isTrue(try evaluate(branch.condition)) { return try execute(branch.body) }
            return try execute(otherwise)
        case .loop(let loop): try run(loop)
        case .breakLoop: return .breakLoop
        case .continueLoop: return .continueLoop
        case .set(let target, let value): try assign(try evaluate(value), to: target)
        case .capture(let target, let body, let value):
            try assign(try evaluate(value, over: try capture(body)), to: target)
        case .filtered(let body, let value):
            try write(try printed(try evaluate(value, over: try capture(body))))
        case .with(let bindings, let body): return try run(bindings, body)
        case .macro(let definition):
            try spend(8)
            scope[definition.name] = make(.macro(definition, scope: scope))
        case .callBlock(let caller, let callee, let arguments):
            var values = try evaluate(arguments)
            values.keyword.append(("caller", make(.macro(caller, scope: scope))))
            try write(try printed(try call(callee, values)))
        case .generation(let body): try runGeneration(body)
        }
        return .next
    }

    private func run(_ bindings: [(target: AssignmentTarget, value: Expression)], _ body: [Statement])
        throws(TemplateError) -> Flow
    {
        var values: [JinjaValue] = []
        for binding in bindings { values.append(try evaluate(binding.value)) }
        return try scoped { () throws(TemplateError) in
            for (binding, value) in zip(bindings, values) { try assign(value, to: binding.target) }
            return try execute(body)
        }
    }

    private func runGeneration(_ body: [Statement]) throws(TemplateError) {
        let start = output.utf8.count
        try write(try capture(body))
        if captures == 0 {
            generationSpans?.append(start..<output.utf8.count)
        } else {
            generationSpans = nil
        }
    }

    /// Evaluates the filters of a block over the text that its body wrote.
    private func evaluate(_ expression: Expression, over text: String) throws(TemplateError) -> JinjaValue {
        let outer = capturedText
        defer { capturedText = outer }
        capturedText = text
        return try evaluate(expression)
    }

    var captured: JinjaValue { .string(capturedText) }

    // MARK: Loops

    private func run(_ loop: Statement.Loop) throws(TemplateError) {
        position = loop.iterable.position
        var elements = try iterate(try evaluate(loop.iterable))
        if let condition = loop.condition { elements = try filter(elements, loop.target, condition) }
        guard !elements.isEmpty else {
            _ = try scoped { () throws(TemplateError) in try execute(loop.otherwise) }
            return
        }
        let state = make(.loop(.init(elements: elements)))
        for (index, element) in elements.enumerated() {
            update(state, index: index)
            let flow = try scoped { () throws(TemplateError) in
                scope["loop"] = state
                try assign(element, to: loop.target)
                return try execute(loop.body)
            }
            if flow == .breakLoop { return }
        }
    }

    private func filter(
        _ elements: [JinjaValue], _ target: AssignmentTarget, _ condition: Expression
    ) throws(TemplateError) -> [JinjaValue] {
        var kept: [JinjaValue] = []
        for element in elements {
            let isKept = try scoped { () throws(TemplateError) in
                try assign(element, to: target)
                return isTrue(try evaluate(condition))
            }
            if isKept { kept.append(element) }
        }
        return kept
    }

    private func update(_ state: JinjaValue, index: Int) {
        guard case .object(let reference) = state, case .loop(var loop) = objects[reference.index] else { return }
        loop.index = index
        objects[reference.index] = .loop(loop)
    }

    // MARK: Assignment

    private func assign(_ value: JinjaValue, to target: AssignmentTarget) throws(TemplateError) {
        switch target.kind {
        case .name(let name):
            scope[name] = value
        case .attribute(let namespace, let name):
            position = target.position
            guard case .object(let reference)? = scope[namespace],
                case .namespace(var attributes) = objects[reference.index]
            else { throw failure(.invalidOperation, "'\(namespace)' is not a namespace, so nothing can be set on it") }
            attributes[.string(name)] = value
            objects[reference.index] = .namespace(attributes)
        case .tuple(let targets):
            position = target.position
            let elements = try iterate(value)
            guard elements.count == targets.count else {
                throw failure(
                    .invalidOperation, "cannot unpack \(elements.count) values into \(targets.count) names")
            }
            for (element, target) in zip(elements, targets) { try assign(element, to: target) }
        }
    }
}
