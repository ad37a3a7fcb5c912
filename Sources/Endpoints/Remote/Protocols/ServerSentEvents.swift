/// Takes a stream of server-sent events apart (HTML Living Standard, 9.2.6), as far as the protocols make use of it: only
/// `data` is read.
///
/// Lines are decoded when they are complete, so that characters may be split between chunks.
struct ServerSentEvents: Sendable {
    private var line: [UInt8] = []
    private var data: [UInt8]?
    private var endsWithReturn = false
    private var isAtStart = true

    /// The data of the events that the next bytes complete.
    mutating func append(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var events: [[UInt8]] = []
        for byte in bytes {
            defer { endsWithReturn = byte == UInt8(ascii: "\r") }
            switch byte {
            case UInt8(ascii: "\n") where endsWithReturn: break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): if let event = endLine() { events.append(event) }
            default: line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() -> [UInt8]? {
        defer { line.removeAll(keepingCapacity: true) }
        if isAtStart {
            isAtStart = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        guard !line.isEmpty else {
            defer { data = nil }
            return data
        }
        guard let value = value(of: "data") else { return nil }
        data = data.map { $0 + [UInt8(ascii: "\n")] + value } ?? Array(value)
        return nil
    }

    /// What follows the name of a field, its colon and one space; nil for other fields and comments.
    private func value(of field: String) -> ArraySlice<UInt8>? {
        guard line.starts(with: field.utf8) else { return nil }
        let rest = line.dropFirst(field.utf8.count)
        guard let colon = rest.first else { return rest }
        guard colon == UInt8(ascii: ":") else { return nil }
        let value = rest.dropFirst()
        return value.first == UInt8(ascii: " ") ? value.dropFirst() : value
    }
}
