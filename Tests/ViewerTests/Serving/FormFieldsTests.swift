import Testing

@testable import Viewer

@Suite struct FormFieldsTests {
    @Test func whatIsEncodedIsReadBack() {
        for text in ["a b", "a+b", "100 %", "ä/ö?&=#", "\u{202E}<script>", "50%25", "日本", "\u{FEFF}B", "'\"\\"] {
            let fields = FormFields(FormFields.encoded(["q": text]))
            #expect(fields["q"] == text)
        }
    }

    @Test func plusIsASpace() { #expect(FormFields("q=two+words")["q"] == "two words") }

    @Test func emptyAndBrokenFieldsAreAbsent() {
        let fields = FormFields("a=&b&c=%&d=%FF&=x&&e=1")
        for name in ["a", "b", "c", "d"] { #expect(fields[name] == nil) }
        #expect(fields["e"] == "1")
    }

    @Test func repeatedFieldsKeepTheirOrder() {
        let fields = FormFields("run=b&run=a")
        #expect(fields.all("run") == ["b", "a"])
        #expect(fields["run"] == "b")
    }

    @Test func encodedTextHasNothingThatAnAddressUnderstands() {
        let text = FormFields.encoded(["q": "a&b=c#d?e<f>\"g\" h+i\n"])
        #expect(text == "q=a%26b%3Dc%23d%3Fe%3Cf%3E%22g%22%20h%2Bi%0A")
    }
}
