/// The key-value pairs of a GGUF file. Accessors throw an error that names the key, what was expected and what is there.
package struct GGUFMetadata: Sendable {
    /// The keys in file order.
    package let keys: [String]
    private let values: [String: GGUFValue]
    private let file: String

    init(file: String, keys: [String], values: [String: GGUFValue]) {
        self.file = file
        self.keys = keys
        self.values = values
    }

    package subscript(key: String) -> GGUFValue? { values[key] }

    package func contains(_ key: String) -> Bool { values[key] != nil }

    package func string(_ key: String) throws(ModelFileError) -> String {
        guard case .string(let value) = values[key] else { throw mismatch(key, expected: "a string") }
        return value
    }

    package func integer(_ key: String) throws(ModelFileError) -> Int {
        guard case .integer(let value) = values[key] else { throw mismatch(key, expected: "an integer") }
        return value
    }

    /// A number; an integer counts as one.
    package func float(_ key: String) throws(ModelFileError) -> Double {
        switch values[key] {
        case .float(let value): return value
        case .integer(let value): return Double(value)
        default: throw mismatch(key, expected: "a number")
        }
    }

    package func bool(_ key: String) throws(ModelFileError) -> Bool {
        guard case .bool(let value) = values[key] else { throw mismatch(key, expected: "a bool") }
        return value
    }

    package func strings(_ key: String) throws(ModelFileError) -> [String] {
        guard case .strings(let value) = values[key] else { throw mismatch(key, expected: "an array of strings") }
        return value
    }

    package func integers(_ key: String) throws(ModelFileError) -> [Int] {
        guard case .integers(let value) = values[key] else { throw mismatch(key, expected: "an array of integers") }
        return value
    }

    /// Numbers; integers count as such.
    package func floats(_ key: String) throws(ModelFileError) -> [Double] {
        switch values[key] {
        case .floats(let value): return value
        case .integers(let value): return value.map(Double.init)
        default: throw mismatch(key, expected: "an array of numbers")
        }
    }

    private func mismatch(_ key: String, expected: String) -> ModelFileError {
        ModelFileError(
            file: file, at: .key(key), expected: expected, found: values[key]?.summary ?? "no such key",
            remedy: "Use a GGUF file of a model whose converter wrote this key.")
    }
}
