/// A parsed expression.
struct Expression: Sendable {
    let kind: Kind
    let position: SourcePosition
    /// The height of this tree, bounded by the parser so that walking and freeing it cannot exhaust the stack.
    let depth: Int

    indirect enum Kind: Sendable {
        case literal(JinjaValue)
        case name(String)
        case list([Expression])
        case tuple([Expression])
        case mapping([(key: Expression, value: Expression)])
        case attribute(Expression, name: String)
        case item(Expression, key: Expression)
        case slice(Expression, start: Expression?, stop: Expression?, step: Expression?)
        case call(Expression, Arguments)
        case filter(Expression, name: String, Arguments)
        case test(Expression, name: String, Arguments)
        case unary(UnaryOperator, Expression)
        case binary(BinaryOperator, Expression, Expression)
        case comparison(Expression, [(comparison: ComparisonOperator, operand: Expression)])
        case concatenation([Expression])
        case and(Expression, Expression)
        case or(Expression, Expression)
        case conditional(Expression, condition: Expression, otherwise: Expression?)
        /// The text that a `{% filter %}` or `{% set %}` block captured, to which its filters apply.
        case capturedText
    }

    /// The arguments of a call, filter or test.
    struct Arguments: Sendable {
        var positional: [Expression] = []
        var keyword: [(name: String, value: Expression)] = []
        var spread: Expression?
        var keywordSpread: Expression?

        var all: [Expression] { positional + keyword.map(\.value) + [spread, keywordSpread].compactMap { $0 } }
    }
}

enum UnaryOperator: Sendable { case not, negative, positive }

enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case modulo = "%"
    case power = "**"
}

enum ComparisonOperator: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contained = "in"
    case notContained = "not in"
}
