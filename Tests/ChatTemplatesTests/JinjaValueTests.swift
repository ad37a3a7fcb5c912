import Testing

@testable import ChatTemplates

@Suite struct JinjaValueTests {
    @Test func numbersThatAreEqualInPythonAreEqualAndHashAlike() {
        let ones: [JinjaValue] = [1, 1.0, true]
        for left in ones {
            for right in ones { #expect(left == right && left.hashValue == right.hashValue) }
        }
        #expect(JinjaValue.int(0) != JinjaValue.none)
        #expect(JinjaValue.string("1") != 1)
        #expect(JinjaValue.float(.nan) != .float(.nan))
    }

    @Test func textIsComparedByScalars() {
        #expect(JinjaValue.string("é") != .string("e\u{301}"))
        #expect(JinjaValue.string("a") == .markup("a"))
        let mapping = JinjaMapping([("é", 1), ("e\u{301}", 2)])
        #expect(mapping.count == 2)
        #expect(mapping["e\u{301}"] == 2)
    }

    @Test func listsAndTuplesDiffer() {
        #expect(JinjaValue.list([1, 2]) == [1, 2])
        #expect(JinjaValue.list([1]) != .tuple([1]))
    }

    @Test func mappingsKeepTheOrderOfFirstSettingButCompareWithoutIt() {
        var mapping = JinjaMapping([("b", 1), ("a", 2)])
        mapping["b"] = 3
        mapping["c"] = 4
        #expect(mapping.keys == ["b", "a", "c"])
        #expect(mapping.values == [3, 2, 4])
        #expect(mapping == JinjaMapping([("c", 4), ("a", 2), ("b", 3)]))
        #expect(mapping != JinjaMapping([("c", 4), ("a", 2), ("b", 4)]))
    }

    @Test func valuesOfOneRenderingMeanNothingInAnother() throws {
        let text = try JinjaTemplate("{{ x is defined }}{% set x = namespace() %}").render([:]).text
        #expect(text == "False")
        let first = try JinjaTemplate("{% set n = namespace(a=1) %}{{ n.a }}").render([:]).text
        let second = try JinjaTemplate("{% set n = namespace() %}{{ n.a is defined }}").render([:]).text
        #expect(first == "1" && second == "False")
    }
}
