/// Why a `.env` file cannot be used; says where, never what stands there.
enum EnvironmentFileError: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadable(path: String, cause: String)
    /// Others than its owner have a permission on it.
    case exposed(path: String, mode: UInt32)
    /// - line: from 1.
    case malformed(path: String, line: Int, problem: Problem)

    enum Problem: String, Error, Sendable {
        case noAssignment = "expected NAME=value, a comment or an empty line"
        case afterValue = "expected the end of the line or a comment after the value; put quotes around one with spaces"
        case quoteWithin = "a quote or backslash stands inside of a value without quotes; put single quotes around it"
        case openQuote = "the closing quote is missing"
        case escape = #"between double quotes a backslash stands before n, t, ", \ or $ only; single quotes hold any"#
        case expansion =
            "variables and commands are not expanded; write the value itself, with a '$' between single quotes"
        case repeated = "this name has a value already, on a line before; keep one of them"
    }

    var description: String {
        switch self {
        case .unreadable(let path, let cause): "\(path): \(cause)"
        case .exposed(let path, let mode):
            "\(path) may be used by others (mode 0\(String(mode, radix: 8))) and is not read; run: chmod 600 '\(path)'"
        case .malformed(let path, let line, let problem): "\(path):\(line): \(problem.rawValue)"
        }
    }
}
