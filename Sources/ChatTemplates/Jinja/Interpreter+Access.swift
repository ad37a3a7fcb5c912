/// Attributes, items and slices of values.
///
/// `a.b` looks for a method `b` and then for a key, `a["b"]` the other way round, as in Jinja. Nothing else is
/// reachable: names of Python's own attributes (`__class__`, …) and methods that would change a value are undefined,
/// and calling them is forbidden.
extension Interpreter {
    func attribute(_ name: String, of value: JinjaValue) throws(TemplateError) -> JinjaValue {
        if case .undefined(let undefined) = value { throw use(of: undefined) }
        if let found = try member(name, of: value) { return found }
        if case .mapping(let mapping) = value, let found = mapping[.string(name)] { return found }
        return .undefined("\(described(value)) has no attribute '\(name)'")
    }

    func item(_ key: JinjaValue, of value: JinjaValue) throws(TemplateError) -> JinjaValue {
        switch value {
        case .undefined(let undefined): throw use(of: undefined)
        case .mapping(let mapping):
            try weigh(key)
            if !key.isUndefined, let found = mapping[key] { return found }
        default:
            if let index = key.integer, let element = try element(index, of: value) { return element }
        }
        if let name = key.text, let found = try member(name, of: value) { return found }
        let shown = try represented(key)
        return .undefined("\(described(value)) has no \(key.text == nil ? "element" : "attribute") \(shown)")
    }

    /// A method of `value`, a field of a namespace or loop, or something hidden.
    private func member(_ name: String, of value: JinjaValue) throws(TemplateError) -> JinjaValue? {
        if name.hasPrefix("__"), name.hasSuffix("__") {
            return .undefined(.init(message: forbids(name, of: value), isForbidden: true))
        }
        if let object = object(value) {
            if case .namespace(let attributes) = object { return attributes[.string(name)] }
            if case .loop(let loop) = object, let field = loop.field(name) { return field }
        }
        if Methods.mutating(value).contains(name) {
            return .undefined(.init(message: forbids(name, of: value), isForbidden: true))
        }
        return hasMethod(name, on: value) ? make(.method(of: value, name: name)) : nil
    }

    func object(_ value: JinjaValue) -> RuntimeObject? {
        guard case .object(let reference) = value else { return nil }
        return objects[reference.index]
    }

    private func forbids(_ name: String, of value: JinjaValue) -> String {
        "access to '\(name)' of \(described(value)) is not allowed in a template"
    }

    func use(of undefined: JinjaValue.Undefined) -> TemplateError {
        failure(undefined.isForbidden ? .forbidden : .undefined, undefined.message)
    }

    /// A value as error messages name it.
    func described(_ value: JinjaValue) -> String {
        if case .none = value { return "None" }
        return "'\(typeName(of: value)) object'"
    }

    func typeName(of value: JinjaValue) -> String {
        switch object(value) {
        case .namespace: "Namespace"
        case .macro: "Macro"
        case .loop: "LoopContext"
        case .view(let view): view.kind == .range ? "range" : "\(view.kind)"
        case .function, .method: "function"
        case nil: value.typeName
        }
    }

    // MARK: Elements

    private func element(_ index: Int, of value: JinjaValue) throws(TemplateError) -> JinjaValue? {
        switch value {
        case .list(let elements), .tuple(let elements): return elements.pythonElement(index)
        case .string(let text), .markup(let text):
            try spend(on: text)
            let scalars = text.unicodeScalars
            let offset = index < 0 ? index + scalars.count : index
            guard offset >= 0,
                let position = scalars.index(scalars.startIndex, offsetBy: offset, limitedBy: scalars.endIndex),
                position < scalars.endIndex
            else { return nil }
            return value.withText(String(scalars[position]))
        default:
            guard case .view(let view) = object(value), view.kind == .range else { return nil }
            return view.elements.pythonElement(index)
        }
    }

    func slice(
        _ value: JinjaValue, from start: JinjaValue?, to stop: JinjaValue?, step: JinjaValue?
    ) throws(TemplateError) -> JinjaValue {
        if case .undefined(let undefined) = value { throw use(of: undefined) }
        let bounds = (try sliceBound(start), try sliceBound(stop), try sliceBound(step) ?? 1)
        guard bounds.2 != 0 else { throw failure(.invalidOperation, "the step of a slice must not be 0") }
        func indices(_ count: Int) -> [Int] {
            sliceIndices(count: count, start: bounds.0, stop: bounds.1, step: bounds.2)
        }
        switch value {
        case .list(let elements):
            try spend(elements.count)
            return .list(indices(elements.count).map { elements[$0] })
        case .tuple(let elements):
            try spend(elements.count)
            return .tuple(indices(elements.count).map { elements[$0] })
        case .string(let text), .markup(let text):
            try spend(text.utf8.count)
            let scalars = Array(text.unicodeScalars)
            return value.withText(String(scalars: indices(scalars.count).map { scalars[$0] }))
        default:
            if case .view(let view) = object(value), view.kind == .range {
                try spend(view.elements.count)
                return .list(indices(view.elements.count).map { view.elements[$0] })
            }
            throw failure(.invalidOperation, "\(described(value)) cannot be sliced")
        }
    }

    private func sliceBound(_ value: JinjaValue?) throws(TemplateError) -> Int? {
        guard let value else { return nil }
        if case .none = value { return nil }
        guard let integer = value.integer else {
            throw failure(.invalidOperation, "slice bounds must be whole numbers, not \(typeName(of: value))")
        }
        return integer
    }

    /// Python's `range(*slice(start, stop, step).indices(count))`.
    private func sliceIndices(count: Int, start: Int?, stop: Int?, step: Int) -> [Int] {
        func clamped(_ bound: Int) -> Int {
            let index = bound < 0 ? max(bound, -count - 1) + count : bound
            return step > 0 ? min(max(index, 0), count) : min(max(index, -1), count - 1)
        }
        let first = start.map(clamped) ?? (step > 0 ? 0 : count - 1)
        let last = stop.map(clamped) ?? (step > 0 ? count : -1)
        return Array(Swift.stride(from: first, to: last, by: step))
    }
}

extension Array where Element == JinjaValue {
    /// The element at a Python index, which counts from the end when negative.
    func pythonElement(_ index: Int) -> JinjaValue? {
        if index >= 0 { return index < count ? self[index] : nil }
        return index >= -count ? self[count + index] : nil
    }
}

extension JinjaValue {
    /// `text` as a string of the same kind, marked safe or not.
    func withText(_ text: String) -> JinjaValue {
        if case .markup = self { return .markup(text) }
        return .string(text)
    }
}

extension RuntimeObject.LoopState {
    /// A field of the `loop` variable.
    func field(_ name: String) -> JinjaValue? {
        switch name {
        case "index": .int(index + 1)
        case "index0": .int(index)
        case "revindex": .int(elements.count - index)
        case "revindex0": .int(elements.count - index - 1)
        case "first": .bool(index == 0)
        case "last": .bool(index == elements.count - 1)
        case "length": .int(elements.count)
        // Only recursive loops, which are not supported, go deeper.
        case "depth": .int(1)
        case "depth0": .int(0)
        case "previtem": index > 0 ? elements[index - 1] : .undefined("there is no previous item")
        case "nextitem":
            index + 1 < elements.count ? elements[index + 1] : .undefined("there is no next item")
        default: nil
        }
    }
}
