/// What a `JinjaValue.object` refers to; kept by the interpreter, so that values form no cycles.
enum RuntimeObject {
    /// `namespace()`: the only thing in a template that can change.
    case namespace(JinjaMapping)
    case macro(MacroDefinition, scope: Scope)
    case loop(LoopState)
    case view(View)
    case function(GlobalFunction)
    /// A method of a value, not yet called.
    case method(of: JinjaValue, name: String)

    /// The `loop` variable of a running loop.
    struct LoopState {
        let elements: [JinjaValue]
        var index = 0
        var lastChanged: [JinjaValue]?
    }

    /// An iterable that is not a list: a range, a dict's keys, or what a filter such as `map` makes.
    struct View {
        enum Kind: Sendable { case range, keys, values, items, iterator }

        let kind: Kind
        var elements: [JinjaValue]
        /// How Python prints it.
        let printed: String?
    }
}

/// The functions that every template can call.
enum GlobalFunction: String, CaseIterable {
    case range
    case dict
    case namespace
    case raiseException = "raise_exception"
    case strftimeNow = "strftime_now"
}
