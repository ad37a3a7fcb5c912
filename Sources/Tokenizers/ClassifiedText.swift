/// UTF-8 text seen as a row of character classes.
///
/// Bytes that are not part of a well-formed character are characters of their own, one byte wide and of class
/// ``CharacterClass/other``, so that any bytes can be read.
struct ClassifiedText {
    let bytes: UnsafePointer<UInt8>
    /// Where the text ends: nothing at or after this index is read.
    let end: Int
    let classes: UnsafePointer<CharacterClass>

    /// The class and width in bytes of the character at `index`, which is less than ``end``.
    @inline(__always)
    func character(at index: Int) -> (class: CharacterClass, width: Int) {
        let lead = bytes[index]
        if lead < 0x80 { return (classes[Int(lead)], 1) }
        return multibyteCharacter(at: index, lead)
    }

    /// The end of the run of characters of any of the given classes that starts at `index`.
    @inline(__always)
    func endOfRun(of wanted: CharacterClass, from index: Int) -> Int {
        var index = index
        while index < end {
            let (found, width) = character(at: index)
            if !found.intersects(wanted) { break }
            index &+= width
        }
        return index
    }

    /// Where the well-formed character that ends at `index` starts; `index` itself if there is none at or after `first`.
    func startOfCharacter(before index: Int, notBefore first: Int) -> Int {
        guard let start = (first..<index).suffix(4).last(where: { !isContinuation(bytes[$0]) }) else { return index }
        let width = character(at: start).width
        return start + width == index && (width > 1 || bytes[start] < 0x80) ? start : index
    }

    /// Decodes by the table of well-formed sequences in the Unicode Standard (table 3-7).
    @inline(__always)
    private func multibyteCharacter(at index: Int, _ lead: UInt8) -> (class: CharacterClass, width: Int) {
        let left = end &- index
        if lead < 0xE0 {
            guard lead >= 0xC2, left >= 2, isContinuation(bytes[index &+ 1]) else { return (.other, 1) }
            return (classes[Int(lead & 0x1F) << 6 | payload(index &+ 1)], 2)
        }
        if lead < 0xF0 {
            guard left >= 3, isContinuation(bytes[index &+ 1]), isContinuation(bytes[index &+ 2]) else {
                return (.other, 1)
            }
            let scalar = Int(lead & 0x0F) << 12 | payload(index &+ 1) << 6 | payload(index &+ 2)
            guard scalar >= 0x800, scalar & 0xF800 != 0xD800 else { return (.other, 1) }
            return (classes[scalar], 3)
        }
        guard lead < 0xF5, left >= 4, isContinuation(bytes[index &+ 1]), isContinuation(bytes[index &+ 2]),
            isContinuation(bytes[index &+ 3])
        else { return (.other, 1) }
        let scalar =
            Int(lead & 0x07) << 18 | payload(index &+ 1) << 12 | payload(index &+ 2) << 6 | payload(index &+ 3)
        guard scalar >= 0x1_0000, scalar < 0x11_0000 else { return (.other, 1) }
        return (classes[scalar], 4)
    }

    @inline(__always)
    private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    @inline(__always)
    private func payload(_ index: Int) -> Int { Int(bytes[index] & 0x3F) }
}
