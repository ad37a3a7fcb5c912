import Foundation
import Testing

@testable import Reports

@Suite struct InspectEncoderTests {
    private struct Value: Encodable {
        let oneName: Double
        let aText: String
        let byKey: [String: Int]
    }

    @Test func notANumberIsBareAndTextIsLeftAlone() throws {
        let value = Value(oneName: .nan, aText: "NaN, \"NaN\"", byKey: ["keyOfSomeone": 1])
        let text = String(decoding: try InspectEncoder().data(value), as: UTF8.self)
        #expect(text == #"{"a_text":"NaN, \"NaN\"","by_key":{"keyOfSomeone":1},"one_name":NaN}"#)
    }
}
