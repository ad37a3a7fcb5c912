/// What can be walked through, counted, and held true.
extension Interpreter {
    /// The elements of anything iterable; an iterator, such as `map` makes, is used up by it.
    func iterate(_ value: JinjaValue) throws(TemplateError) -> [JinjaValue] {
        let elements = try elementsIfIterable(value)
        guard let elements else { throw failure(.invalidOperation, "\(typeName(of: value)) is not iterable") }
        return elements
    }

    private func elementsIfIterable(_ value: JinjaValue) throws(TemplateError) -> [JinjaValue]? {
        switch value {
        case .undefined: return []
        case .list(let elements), .tuple(let elements):
            try spend(elements.count)
            return elements
        case .mapping(let mapping):
            try spend(mapping.count)
            return mapping.keys
        case .string(let text), .markup(let text):
            try spend(text.utf8.count)
            return text.unicodeScalars.map { .string(String($0)) }
        case .object(let reference):
            guard case .view(var view) = objects[reference.index] else { return nil }
            let elements = view.elements
            try spend(elements.count)
            if view.kind == .iterator {
                view.elements = []
                objects[reference.index] = .view(view)
            }
            return elements
        default: return nil
        }
    }

    func isIterable(_ value: JinjaValue) -> Bool {
        switch value {
        case .undefined, .list, .tuple, .mapping, .string, .markup: return true
        case .object:
            if case .view = object(value) { return true }
            if case .loop = object(value) { return true }
            return false
        default: return false
        }
    }

    /// Python's `len`, or nil for what has no length.
    func length(of value: JinjaValue) throws(TemplateError) -> Int? {
        switch value {
        case .undefined: return 0
        case .list(let elements), .tuple(let elements): return elements.count
        case .mapping(let mapping): return mapping.count
        case .string(let text), .markup(let text):
            try spend(on: text)
            return text.unicodeScalars.count
        default:
            if case .view(let view) = object(value), view.kind != .iterator { return view.elements.count }
            if case .loop(let loop) = object(value) { return loop.elements.count }
            return nil
        }
    }

    func isTrue(_ value: JinjaValue) -> Bool {
        switch value {
        case .undefined, .none: return false
        case .bool(let value): return value
        case .int(let value): return value != 0
        case .float(let value): return value != 0
        case .string(let text), .markup(let text): return !text.isEmpty
        case .list(let elements), .tuple(let elements): return !elements.isEmpty
        case .mapping(let mapping): return mapping.count > 0
        case .object:
            if case .view(let view) = object(value), view.kind != .iterator { return !view.elements.isEmpty }
            return true
        }
    }

    func iterator(over elements: [JinjaValue]) -> JinjaValue {
        make(.view(.init(kind: .iterator, elements: elements, printed: nil)))
    }

    func requireHashable(_ key: JinjaValue) throws(TemplateError) {
        switch key {
        case .list, .mapping: throw failure(.invalidOperation, "\(typeName(of: key)) cannot be a key")
        case .tuple(let elements):
            try weigh(key)
            for element in elements { try requireHashable(element) }
        default: try weigh(key)
        }
    }
}
