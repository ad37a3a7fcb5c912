/// A metadata value of a GGUF file; the file's integer and float types of any width become one each.
package enum GGUFValue: Equatable, Sendable {
    case integer(Int)
    case float(Double)
    case bool(Bool)
    case string(String)
    case integers([Int])
    case floats([Double])
    case bools([Bool])
    case strings([String])
    case arrays([GGUFValue])

    /// What the value is, for an error message.
    var summary: String {
        switch self {
        case .integer(let value): "the integer \(value)"
        case .float(let value): "the float \(value)"
        case .bool(let value): "the bool \(value)"
        case .string(let value): "the string \(value.quoted)"
        case .integers(let values): "an array of \(values.count) integers"
        case .floats(let values): "an array of \(values.count) floats"
        case .bools(let values): "an array of \(values.count) bools"
        case .strings(let values): "an array of \(values.count) strings"
        case .arrays(let values): "an array of \(values.count) arrays"
        }
    }
}
