import Foundation

/// The directory at the end of a ZIP archive, in its old form or as ZIP64.
struct ZIPDirectory {
    let entries: [ZIPArchiveReader.Entry]

    /// - Returns: nil where there is no whole directory.
    init?(of data: Data) {
        guard let end = Self.end(of: data) else { return nil }
        var entries: [ZIPArchiveReader.Entry] = []
        var offset = end.offset
        for _ in 0..<end.count {
            let fields = ZIPFields(data, at: offset)
            guard fields.uint32(at: 0) == 0x0201_4B50, let method = fields.uint16(at: 10),
                let checksum = fields.uint32(at: 16), let nameLength = fields.uint16(at: 28),
                let extraLength = fields.uint16(at: 30), let commentLength = fields.uint16(at: 32),
                let name = data.piece(at: offset + 46, Int(nameLength)),
                let extra = data.piece(at: offset + 46 + Int(nameLength), Int(extraLength)),
                let sizes = Self.sizes(fields, extra)
            else { return nil }
            entries.append(
                .init(
                    name: String(decoding: name, as: UTF8.self), method: method, checksum: checksum,
                    compressedSize: sizes.compressed, size: sizes.whole, offset: sizes.offset))
            offset += 46 + Int(nameLength) + Int(extraLength) + Int(commentLength)
        }
        self.entries = entries
    }

    /// Where the directory begins, and how many files it has.
    private static func end(of data: Data) -> (offset: Int, count: Int)? {
        // A comment of at most 64 kB may follow the record.
        let first = max(0, data.count - 22 - Int(UInt16.max))
        guard data.count >= 22,
            let place = stride(from: data.count - 22, through: first, by: -1)
                .first(where: { ZIPFields(data, at: $0).uint32(at: 0) == 0x0605_4B50 })
        else { return nil }
        let fields = ZIPFields(data, at: place)
        guard let count = fields.uint16(at: 10), let offset = fields.uint32(at: 16) else { return nil }
        guard count == .max || offset == .max else { return (Int(offset), Int(count)) }
        let locator = ZIPFields(data, at: place - 20)
        guard locator.uint32(at: 0) == 0x0706_4B50, let position = locator.int(at: 8) else { return nil }
        let fields64 = ZIPFields(data, at: position)
        guard fields64.uint32(at: 0) == 0x0606_4B50, let count64 = fields64.int(at: 32),
            let offset64 = fields64.int(at: 48)
        else { return nil }
        return (offset64, count64)
    }

    /// Sizes and place of a file; those that do not fit 32 bits stand in the extra field 1, in this order.
    private static func sizes(_ fields: ZIPFields, _ extra: Data) -> (compressed: Int, whole: Int, offset: Int)? {
        guard let compressed = fields.uint32(at: 20), let whole = fields.uint32(at: 24),
            let offset = fields.uint32(at: 42)
        else { return nil }
        var large: [Int] = []
        var position = 0
        let reader = ZIPFields(extra, at: 0)
        while let kind = reader.uint16(at: position), let length = reader.uint16(at: position + 2) {
            if kind == 1 {
                large = stride(from: 0, to: Int(length), by: 8).compactMap { reader.int(at: position + 4 + $0) }
            }
            position += 4 + Int(length)
        }
        func value(_ small: UInt32) -> Int? {
            guard small == .max else { return Int(small) }
            return large.isEmpty ? nil : large.removeFirst()
        }
        guard let wholeSize = value(whole), let compressedSize = value(compressed), let place = value(offset) else {
            return nil
        }
        return (compressedSize, wholeSize, place)
    }
}

/// Little-endian numbers at offsets from a place; nil beyond the end.
struct ZIPFields {
    private let data: Data
    private let start: Int

    init(_ data: Data, at start: Int) {
        self.data = data
        self.start = start
    }

    func uint16(at offset: Int) -> UInt16? { number(at: offset) }
    func uint32(at offset: Int) -> UInt32? { number(at: offset) }

    /// Of 64 bits.
    func int(at offset: Int) -> Int? { (number(at: offset) as UInt64?).flatMap { Int(exactly: $0) } }

    private func number<Number: FixedWidthInteger>(at offset: Int) -> Number? {
        guard start >= 0, start <= data.count, let bytes = data.piece(at: start + offset, Number.bitWidth / 8) else {
            return nil
        }
        return bytes.reversed().reduce(0) { $0 << 8 | Number($1) }
    }
}
