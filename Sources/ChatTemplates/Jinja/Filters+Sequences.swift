/// Filters on lists, mappings and whatever else can be walked through.
extension Interpreter {
    func list(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        .list(try iterate(value))
    }

    func first(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try iterate(value).first ?? .undefined("no first item, the sequence was empty")
    }

    func last(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        if case .view(let view) = object(value), view.kind == .iterator {
            throw failure(.invalidOperation, "an iterator has no last item: use 'list' first")
        }
        if value.text != nil { return try item(.int(-1), of: value) }
        return try iterate(value).last ?? .undefined("no last item, the sequence was empty")
    }

    func reverse(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let elements = try iterate(value)
        guard let text = value.text else { return iterator(over: elements.reversed()) }
        return value.withText(String(scalars: text.unicodeScalars.reversed()))
    }

    func join(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "d", "attribute", of: "join")
        var parts: [String] = []
        for element in try iterate(value) {
            let element = try follow(bound[1], from: element)
            parts.append(try printed(element))
        }
        return .string(try joined(parts, by: try printed(bound[0] ?? .string(""))))
    }

    func items(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        if value.isUndefined { return iterator(over: []) }
        guard case .mapping(let mapping) = value else {
            throw failure(.invalidOperation, "'items' needs a dict, not \(typeName(of: value))")
        }
        return iterator(over: try pairs(of: mapping))
    }

    // MARK: Selection

    func select(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try select(value, arguments, keeping: true)
    }

    func reject(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try select(value, arguments, keeping: false)
    }

    func selectAttribute(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try select(value, arguments, keeping: true, byAttribute: true)
    }

    func rejectAttribute(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try select(value, arguments, keeping: false, byAttribute: true)
    }

    /// Keeps the elements (or those whose attribute, named first) that pass the test named next, or are true.
    private func select(
        _ value: JinjaValue, _ arguments: Arguments, keeping: Bool, byAttribute: Bool = false
    ) throws(TemplateError) -> JinjaValue {
        var rest = arguments
        var path: JinjaValue?
        if byAttribute {
            guard !rest.positional.isEmpty else { throw failure(.invalidOperation, "an attribute's name is missing") }
            path = rest.positional.removeFirst()
        }
        let test = rest.positional.isEmpty ? nil : rest.positional.removeFirst()
        guard isTrue(value) else { return iterator(over: []) }
        var kept: [JinjaValue] = []
        for element in try iterate(value) {
            try spend()
            let tested = try follow(path, from: element)
            let passes =
                if let test {
                    try applyTest(try requireText(test, "test", of: "select"), to: tested, rest)
                } else {
                    isTrue(tested)
                }
            if passes == keeping { kept.append(element) }
        }
        return iterator(over: kept)
    }

    func map(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        guard isTrue(value) else { return iterator(over: []) }
        var results: [JinjaValue] = []
        if let path = arguments.keyword.first(where: { $0.name == "attribute" })?.value {
            let bound = try bind(arguments, to: "attribute", "default", of: "map")
            for element in try iterate(value) {
                try spend()
                results.append(try follow(path, from: element, default: bound[1]))
            }
        } else {
            var rest = arguments
            guard !rest.positional.isEmpty else { throw failure(.invalidOperation, "'map' needs a filter's name") }
            let name = try requireText(rest.positional.removeFirst(), "filter", of: "map")
            for element in try iterate(value) {
                try spend()
                results.append(try applyFilter(name, to: element, rest))
            }
        }
        for result in results { try weigh(result, depth: 1) }
        return iterator(over: results)
    }

    /// Follows a dotted path of names and numbers, if there is one; what is missing on the way becomes the default.
    private func follow(
        _ path: JinjaValue?, from value: JinjaValue, default defaultValue: JinjaValue? = nil
    ) throws(TemplateError) -> JinjaValue {
        guard let path else { return value }
        let pieces = path.text.map { TextSearch(".").pieces(of: $0) }
        let keys = pieces?.map { piece in
            piece.unicodeScalars.allSatisfy(\.isDigit)
                ? Int(piece).map(JinjaValue.int) ?? .string(piece) : .string(piece)
        }
        var result = value
        for key in keys ?? [path] {
            result = try item(key, of: result)
            if result.isUndefined, let defaultValue, defaultValue != .none { result = defaultValue }
        }
        return result
    }

    // MARK: Order

    func sort(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "reverse", "case_sensitive", "attribute", of: "sort")
        let paths = bound[2]?.text.map { TextSearch(",").pieces(of: $0).map { JinjaValue.string($0) } }
        let foldsCase = !(bound[1].map(isTrue) ?? false)
        var keyed: [(key: JinjaValue, value: JinjaValue)] = []
        for element in try iterate(value) {
            var keys: [JinjaValue] = []
            for path in paths ?? (bound[2].map { [$0] } ?? []) { keys.append(try follow(path, from: element)) }
            if keys.isEmpty { keys = [element] }
            keyed.append((.tuple(keys.map { foldsCase ? caseFolded($0) : $0 }), element))
        }
        return .list(try sorted(keyed, reversed: bound[0].map(isTrue) ?? false))
    }

    func sortMapping(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "case_sensitive", "by", "reverse", of: "dictsort")
        guard case .mapping(let mapping) = value else {
            throw failure(.invalidOperation, "'dictsort' needs a dict, not \(typeName(of: value))")
        }
        let by = bound[1]?.text ?? "key"
        guard by == "key" || by == "value" else { throw failure(.invalidOperation, "sort by 'key' or 'value'") }
        let foldsCase = !(bound[0].map(isTrue) ?? false)
        let pairs = try pairs(of: mapping)
        let keyed = zip(mapping.entries, pairs).map { entry, pair in
            let key = by == "key" ? entry.key : entry.value
            return (key: foldsCase ? caseFolded(key) : key, value: pair)
        }
        return .list(try sorted(keyed, reversed: bound[2].map(isTrue) ?? false))
    }

    private func caseFolded(_ value: JinjaValue) -> JinjaValue {
        value.text.map { .string($0.lowercased()) } ?? value
    }

    /// A stable merge sort, since comparing can fail.
    private func sorted(
        _ items: [(key: JinjaValue, value: JinjaValue)], reversed: Bool
    ) throws(TemplateError) -> [JinjaValue] {
        func merged(_ items: ArraySlice<(key: JinjaValue, value: JinjaValue)>) throws(TemplateError)
            -> ArraySlice<(key: JinjaValue, value: JinjaValue)>
        {
            guard items.count > 1 else { return items }
            let middle = items.startIndex + items.count / 2
            var left = try merged(items[..<middle])
            var right = try merged(items[middle...])
            var result: ArraySlice<(key: JinjaValue, value: JinjaValue)> = []
            while let first = left.first, let second = right.first {
                try spend()
                let swaps = reversed ? try isLess(first.key, second.key) : try isLess(second.key, first.key)
                result.append(swaps ? right.removeFirst() : left.removeFirst())
            }
            return result + left + right
        }
        return try merged(items[...]).map(\.value)
    }

    func unique(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "case_sensitive", "attribute", of: "unique")
        let foldsCase = !(bound[0].map(isTrue) ?? false)
        var seen: Set<JinjaValue> = []
        var kept: [JinjaValue] = []
        for element in try iterate(value) {
            let key = try follow(bound[1], from: element)
            try requireHashable(key)
            if seen.insert(foldsCase ? caseFolded(key) : key).inserted { kept.append(element) }
        }
        return iterator(over: kept)
    }

    // MARK: Aggregates

    func minimum(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try extreme(value, arguments) { (new, best) throws(TemplateError) in try self.isLess(new, best) }
    }

    func maximum(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        try extreme(value, arguments) { (new, best) throws(TemplateError) in try self.isLess(best, new) }
    }

    private func extreme(
        _ value: JinjaValue, _ arguments: Arguments,
        isBetter: (JinjaValue, JinjaValue) throws(TemplateError) -> Bool
    ) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "case_sensitive", "attribute", of: "min")
        let foldsCase = !(bound[0].map(isTrue) ?? false)
        var best: (key: JinjaValue, value: JinjaValue)?
        for element in try iterate(value) {
            let key = try follow(bound[1], from: element)
            let folded = foldsCase ? caseFolded(key) : key
            if let current = best, try !isBetter(folded, current.key) { continue }
            best = (folded, element)
        }
        return best?.value ?? .undefined("no aggregated item, the sequence was empty")
    }

    func sum(_ value: JinjaValue, _ arguments: Arguments) throws(TemplateError) -> JinjaValue {
        let bound = try bind(arguments, to: "attribute", "start", of: "sum")
        var total = bound[1] ?? .int(0)
        guard total.text == nil else { throw failure(.invalidOperation, "'sum' cannot start with a string") }
        for element in try iterate(value) {
            let element = try follow(bound[0], from: element)
            total = try apply(.add, total, element)
        }
        return total
    }
}
