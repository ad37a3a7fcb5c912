import Foundation
import Testing

@testable import Experiments

@Suite struct PythonJSONTests {
    private func standardized(_ text: String) -> String {
        String(decoding: PythonJSON.standardized(Data(text.utf8)), as: UTF8.self)
    }

    @Test func numbersThatAreNoneBecomeNull() {
        #expect(standardized("[NaN, -Infinity,Infinity, 1]") == "[null, null,null, 1]")
        #expect(standardized(#"{"NaN": NaN}"#) == #"{"NaN": null}"#)
    }

    @Test func textIsLeftAsItIs() {
        for text in [#"["NaN \" NaN", "\\"]"#, #"["\\\"Infinity"]"#, "[1, \"\\u0000NaN\"]", "", "\"NaN\\"] {
            #expect(standardized(text) == text)
        }
        #expect(standardized(#"["\\", NaN, "\"", NaN]"#) == #"["\\", null, "\"", null]"#)
    }
}
