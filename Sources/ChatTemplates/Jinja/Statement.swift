/// A parsed piece of a template's body.
indirect enum Statement: Sendable {
    case text(String)
    case output(Expression)
    case conditional([(condition: Expression, body: [Statement])], otherwise: [Statement])
    case loop(Loop)
    case breakLoop
    case continueLoop
    case set(AssignmentTarget, Expression)
    /// `{% set name %}…{% endset %}`; the value is an expression over the captured text.
    case capture(AssignmentTarget, body: [Statement], value: Expression)
    /// `{% filter name %}…{% endfilter %}`
    case filtered(body: [Statement], value: Expression)
    case with([(target: AssignmentTarget, value: Expression)], body: [Statement])
    case macro(MacroDefinition)
    /// `{% call(arguments) macro() %}…{% endcall %}`
    case callBlock(caller: MacroDefinition, callee: Expression, arguments: Expression.Arguments)
    /// `{% generation %}…{% endgeneration %}`: what a template marks as written by the assistant.
    case generation([Statement])

    struct Loop: Sendable {
        let target: AssignmentTarget
        let iterable: Expression
        let condition: Expression?
        let body: [Statement]
        let otherwise: [Statement]
    }
}

/// What stands on the left of an assignment.
struct AssignmentTarget: Sendable {
    indirect enum Kind: Sendable {
        case name(String)
        case attribute(namespace: String, name: String)
        case tuple([AssignmentTarget])
    }

    let kind: Kind
    let position: SourcePosition
}

/// A macro as written, before it is bound to the scope it is defined in.
struct MacroDefinition: Sendable {
    struct Parameter: Sendable {
        let name: String
        let defaultValue: Expression?
    }

    let name: String
    let parameters: [Parameter]
    let body: [Statement]
    /// Which of `varargs`, `kwargs` and `caller` the body reads; only those may be passed.
    let implicitNames: Set<String>
    let position: SourcePosition
}
