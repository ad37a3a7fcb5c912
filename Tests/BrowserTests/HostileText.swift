import Foundation

/// The texts that try to break out of a page: one JSON string a line in `Fixtures/payloads.jsonl`.
///
/// What runs, calls `canary()`, or sends a request to `attacker.example`.
enum HostileText {
    static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/payloads.jsonl")

    /// The lines of the file: JSON strings, lone surrogates included, which Swift's strings cannot hold.
    static func lines() throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// The texts; a lone surrogate is `U+FFFD`, as everywhere where text becomes UTF-8.
    static func all() throws -> [String] { try lines().map(text) }

    private static func text(_ line: String) throws -> String {
        var units: [UInt16] = []
        var rest = line.utf16.dropFirst().dropLast()
        while let unit = rest.popFirst() {
            guard unit == UInt16(ascii: "\\"), let escape = rest.popFirst() else {
                units.append(unit)
                continue
            }
            switch Unicode.Scalar(escape).map(Character.init) {
            case "u":
                let digits = String(decoding: rest.prefix(4), as: UTF16.self)
                rest = rest.dropFirst(4)
                guard let value = UInt16(digits, radix: 16) else { throw CocoaError(.fileReadCorruptFile) }
                units.append(value)
            case "n": units.append(0x0A)
            case "r": units.append(0x0D)
            case "t": units.append(0x09)
            case "b": units.append(0x08)
            case "f": units.append(0x0C)
            default: units.append(escape)
            }
        }
        return String(decoding: units, as: UTF16.self)
    }
}

extension UInt16 {
    fileprivate init(ascii character: Unicode.Scalar) { self = UInt16(character.value) }
}
