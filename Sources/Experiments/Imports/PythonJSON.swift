import Foundation

/// JSON as Python writes it, where a number may be `NaN` or `Infinity`.
enum PythonJSON {
    /// The same with `null` for such numbers: JSON as everyone reads it.
    static func standardized(_ data: Data) -> Data {
        guard names.contains(where: { data.range(of: $0) != nil }) else { return data }
        var output = Data(capacity: data.count)
        var isInString = false
        var index = data.startIndex
        while index < data.endIndex {
            let byte = data[index]
            if isInString, byte == UInt8(ascii: "\\") {
                output.append(contentsOf: data[index..<min(index + 2, data.endIndex)])
                index += 2
                continue
            }
            if byte == UInt8(ascii: "\"") { isInString.toggle() }
            if !isInString, let name = names.first(where: { data[index...].starts(with: $0) }) {
                output.append(contentsOf: "null".utf8)
                index += name.count
            } else {
                output.append(byte)
                index += 1
            }
        }
        return output
    }

    private static let names = ["NaN", "-Infinity", "Infinity"].map { Data($0.utf8) }
}
