/// What is left of a rendering's limits.
struct Budget {
    let limits: TemplateLimits
    private var operations: Int
    private var outputBytes: Int

    init(_ limits: TemplateLimits) {
        self.limits = limits
        operations = limits.operations
        outputBytes = limits.outputBytes
    }

    /// Takes `count` operations, or returns false when fewer are left.
    mutating func spend(_ count: Int) -> Bool {
        guard count <= operations else { return false }
        operations -= count
        return true
    }

    /// Takes room for text that is written.
    mutating func spend(outputBytes count: Int) -> Bool {
        guard count <= outputBytes else { return false }
        outputBytes -= count
        return true
    }
}

extension Interpreter {
    func spend(_ count: Int = 1) throws(TemplateError) {
        guard budget.spend(count) else {
            throw failure(.limit, "the template needs more than \(budget.limits.operations) operations")
        }
    }

    /// Charges for handling text.
    func spend(on text: String) throws(TemplateError) {
        try spend(text.utf8.count / 16 + 1)
    }

    /// Charges for walking through a whole value, and refuses one nested too deep to print, compare or free.
    ///
    /// Every operation that puts values into values, or walks through them, calls this first.
    func weigh(_ value: JinjaValue, depth: Int = 0) throws(TemplateError) {
        guard depth <= budget.limits.nesting else {
            throw failure(.limit, "a value nests deeper than \(budget.limits.nesting) levels")
        }
        switch value {
        case .string(let text), .markup(let text):
            try spend(on: text)
        case .list(let elements), .tuple(let elements):
            try spend(elements.count + 1)
            for element in elements { try weigh(element, depth: depth + 1) }
        case .mapping(let mapping):
            try spend(mapping.count + 1)
            for (key, value) in mapping.entries {
                try weigh(key, depth: depth + 1)
                try weigh(value, depth: depth + 1)
            }
        default:
            try spend()
        }
    }
}
