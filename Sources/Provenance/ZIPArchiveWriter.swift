import Foundation

/// Writes a ZIP archive (PKWARE's APPNOTE 6.3.9) file after file; it appears whole or not at all.
///
/// Files are deflated, names are UTF-8, times are left at their zero, so that equal content makes equal archives. With more
/// than 65,534 files, or more than 4 GB, the end of the archive is in the ZIP64 form. A single file must be below 4 GB.
package final class ZIPArchiveWriter {
    private let path: String
    private let file: AtomicFile
    private var directory = Data()
    private var count = 0
    private var offset = 0

    package init(replacing url: URL) throws(FileError) {
        path = url.path
        file = try AtomicFile(replacing: url)
    }

    package func add(_ name: String, _ content: Data) throws(FileError) {
        let entry = ZIPEntry(name)
        try entry.append(content)
        try add(entry)
    }

    /// Adds a file to which nothing will be appended any more.
    package func add(_ entry: ZIPEntry) throws(FileError) {
        try entry.finish()
        let name = Data(entry.name.utf8)
        guard let size = UInt32(exactly: entry.size), let length = UInt32(exactly: entry.compressed.count),
            let nameLength = UInt16(exactly: name.count)
        else {
            throw FileError(path: path, cause: "\(entry.name.prefix(80)): too large for it", remedy: "Export less.")
        }
        let isFar = offset >= Self.limit32
        var common = Data()
        for number: UInt16 in [isFar ? 45 : 20, Self.utf8Names, Self.deflated, 0, Self.date] { common.append(number) }
        for number in [entry.checksum, length, size] { common.append(number) }
        common.append(nameLength)

        var header = Data(littleEndian: Self.localHeader)
        header += common + Data(littleEndian: UInt16(0)) + name
        directory.append(Self.directoryHeader)
        directory.append(UInt16(45))
        directory += common
        for number: UInt16 in [isFar ? 12 : 0, 0, 0, 0] { directory.append(number) }
        directory.append(UInt32(0))
        directory.append(isFar ? UInt32.max : UInt32(offset))
        directory += name
        if isFar {
            for number: UInt16 in [1, 8] { directory.append(number) }
            directory.append(UInt64(offset))
        }
        try file.append(header)
        try file.append(entry.compressed)
        offset += header.count + entry.compressed.count
        count += 1
    }

    /// Ends the archive and makes it the content of its destination.
    package func commit() throws(FileError) {
        var end = Data()
        if count >= Self.limit16 || offset >= Self.limit32 {
            end.append(Self.end64)
            end.append(UInt64(44))
            for number: UInt16 in [45, 45] { end.append(number) }
            for number: UInt32 in [0, 0] { end.append(number) }
            for number in [count, count, directory.count, offset] { end.append(UInt64(number)) }
            end.append(Self.locator64)
            end.append(UInt32(0))
            end.append(UInt64(offset + directory.count))
            end.append(UInt32(1))
        }
        end.append(Self.end)
        for number: UInt16 in [0, 0] { end.append(number) }
        for _ in 0..<2 { end.append(UInt16(min(count, Self.limit16))) }
        for number in [directory.count, offset] { end.append(UInt32(min(number, Self.limit32))) }
        end.append(UInt16(0))
        try file.append(directory + end)
        try file.commit()
    }

    private static let limit16 = Int(UInt16.max)
    private static let limit32 = Int(UInt32.max)
    private static let utf8Names: UInt16 = 1 << 11
    private static let deflated: UInt16 = 8
    /// 1 January 1980.
    private static let date: UInt16 = 1 << 5 | 1
    private static let localHeader: UInt32 = 0x0403_4B50
    private static let directoryHeader: UInt32 = 0x0201_4B50
    private static let end64: UInt32 = 0x0606_4B50
    private static let locator64: UInt32 = 0x0706_4B50
    private static let end: UInt32 = 0x0605_4B50
}

extension Data {
    fileprivate init(littleEndian number: some FixedWidthInteger) {
        self.init()
        append(number)
    }

    fileprivate mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
