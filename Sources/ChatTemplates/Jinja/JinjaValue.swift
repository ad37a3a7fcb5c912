/// A value as templates see it: the data types of Python that JSON has, and a few that only a rendering makes.
///
/// Equality and hashing are Python's: `1 == 1.0 == true`, and text is compared scalar by scalar, so that composed and
/// decomposed accents differ.
package enum JinjaValue: Sendable {
    /// Something that does not exist, with what to say when it is used nevertheless.
    case undefined(Undefined)
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    /// Text marked with `safe`: adding plain text to it escapes the plain text, as in Python's markupsafe.
    case markup(String)
    case list([JinjaValue])
    case tuple([JinjaValue])
    case mapping(JinjaMapping)
    /// A namespace, macro or other object that lives as long as one rendering.
    case object(ObjectReference)

    /// What is missing, and whether it is missing because the sandbox hides it.
    package struct Undefined: Sendable {
        let message: String
        var isForbidden = false
    }

    /// Names one of the objects that a rendering made; means nothing outside it.
    package struct ObjectReference: Sendable, Hashable {
        let index: Int
    }

    static func undefined(_ message: String) -> JinjaValue { .undefined(Undefined(message: message)) }

    /// The text of a string, marked safe or not.
    var text: String? {
        switch self {
        case .string(let text), .markup(let text): text
        default: nil
        }
    }

    /// The value as a whole number; Python's booleans are numbers.
    var integer: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// The value as a floating-point number.
    var number: Double? {
        if case .float(let value) = self { return value }
        return integer.map(Double.init)
    }

    var isUndefined: Bool {
        if case .undefined = self { return true }
        return false
    }

    /// The name of the Python type, as error messages give it.
    var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .none: "NoneType"
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .string: "str"
        case .markup: "Markup"
        case .list: "list"
        case .tuple: "tuple"
        case .mapping: "dict"
        case .object: "object"
        }
    }
}

extension JinjaValue: Hashable {
    package static func == (left: JinjaValue, right: JinjaValue) -> Bool {
        switch (left, right) {
        case (.undefined, .undefined), (.none, .none): return true
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)): return left == right
        case (.mapping(let left), .mapping(let right)): return left == right
        case (.object(let left), .object(let right)): return left == right
        default: break
        }
        if let left = left.text, let right = right.text { return left.hasSameScalars(as: right) }
        if let left = left.integer, let right = right.integer { return left == right }
        if let left = left.number, let right = right.number { return left == right }
        return false
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .undefined, .none: hasher.combine(0)
        case .bool, .int, .float: hasher.combine(number)
        case .string(var text), .markup(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .list(let elements), .tuple(let elements): hasher.combine(elements)
        case .mapping(let mapping): hasher.combine(mapping.count)
        case .object(let reference): hasher.combine(reference)
        }
    }
}

extension JinjaValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(floatLiteral value: Double) { self = .float(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JinjaValue...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (JinjaValue, JinjaValue)...) { self = .mapping(JinjaMapping(elements)) }
}
