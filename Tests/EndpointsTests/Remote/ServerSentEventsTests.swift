import Testing

@testable import Endpoints

@Suite struct ServerSentEventsTests {
    private func events(_ chunks: [[UInt8]]) -> [String] {
        var parser = ServerSentEvents()
        return chunks.flatMap { parser.append($0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func everyLineEndingIsKnown(end: String) {
        let text = ["data: a", "", "data:b", "data:  c", "", ""].joined(separator: end)
        #expect(events([Array(text.utf8)]) == ["a", "b\n c"])
    }

    @Test func commentsAndOtherFieldsAreNoData() {
        let text = ": keep-alive\n\nevent: x\nid: 3\nretry: 10\ndata: a\n: more\ndatabase: no\n\n\n\n: end\n\n"
        #expect(events([Array(text.utf8)]) == ["a"])
    }

    @Test func anEventWithoutItsEmptyLineIsNotComplete() {
        #expect(events([Array("data: a\n\ndata: b\n".utf8)]) == ["a"])
    }

    @Test func aByteOrderMarkIsNoPartOfTheFirstLine() {
        #expect(events([Array("\u{FEFF}data: a\n\n".utf8)]) == ["a"])
    }

    @Test func chunksMayEndAnywhere() {
        let text = Array("data: größer 𝛑\r\n\r\n: …\r\ndata: [DONE]\r\n\r\n".utf8)
        for length in 1...7 {
            let chunks = stride(from: 0, to: text.count, by: length).map {
                Array(text[$0..<min($0 + length, text.count)])
            }
            #expect(events(chunks) == ["größer 𝛑", "[DONE]"])
        }
    }
}
