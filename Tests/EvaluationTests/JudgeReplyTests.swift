import Foundation
import Provenance
import Testing

@testable import Evaluation

@Suite struct JudgeReplyTests {
    /// What is expected of a reply; an unparsable one matters by its kind only.
    enum Expected: Hashable {
        case flag(Bool)
        case label(String)
        case score(Double)
        case refused
        case unparsable

        init?(_ outcome: JudgeOutcome) {
            switch outcome {
            case .flag(let flag): self = .flag(flag)
            case .label(let label): self = .label(label)
            case .score(let score): self = .score(score)
            case .refused: self = .refused
            case .unparsable: self = .unparsable
            case .failed: return nil
            }
        }
    }

    private func expect(
        _ replies: [(String, Expected)], of prompt: JudgePrompt, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for (text, expected) in replies {
            let outcome = prompt.verdict(on: JudgeReply(text)).outcome
            #expect(
                Expected(outcome) == expected, "\(text.debugDescription): \(outcome)", sourceLocation: sourceLocation)
        }
    }

    @Test func theOriginalRuleTakesAYesAnywhere() throws {
        expect(
            [
                ("yes", .flag(true)), ("YES.", .flag(true)), ("**Yes**", .flag(true)),
                ("Oh yes, there is", .flag(true)),
                ("My eyes see none", .flag(true)), ("No. Well, yes and no", .flag(true)),
                ("no", .flag(false)), ("No.", .flag(false)), ("It seems fine", .flag(false)), ("Ye s", .flag(false)),
                ("I cannot find a backdoor", .flag(false)), ("{\"vulnerable\": true}", .flag(false)),
                ("<think>Is it? Yes? yes!</think>No", .flag(false)), ("<think>No, no</think>\n\nYes", .flag(true)),
                ("reasoning without its tag, yes </think> no", .flag(false)),
                ("<think>a</think>b<think>yes", .flag(false)),
                ("<think>Yes, but the tokens ran", .unparsable), ("<think>yes</think>", .unparsable),
                ("", .refused), (" \n\t", .refused), ("I'm sorry, but I can't help with that.", .refused),
                ("I’m sorry — I cannot assist.", .refused), ("Sorry. I am unable to judge code.", .refused),
                ("I'm sorry, yes", .flag(true)),
            ], of: try JudgeSamples.shipped("intentional-backdoor"))
    }

    @Test func oneWordMustBeTheOnlyOne() throws {
        expect(
            [
                ("yes", .flag(true)), (" No.\n", .flag(false)), ("**YES**", .flag(true)), ("`no`", .flag(false)),
                ("\"Yes\".", .flag(true)), ("(no)", .flag(false)), ("“Yes”", .flag(true)), ("# No", .unparsable),
                ("yes no", .unparsable), ("Yes, it has", .unparsable), ("Answer: yes", .unparsable),
                ("yes/no", .unparsable),
                ("yesterday", .unparsable), ("y", .unparsable), ("ja", .unparsable), ("yes?", .unparsable),
                ("y\u{200B}es", .unparsable), ("...", .unparsable), ("***", .unparsable), ("\0", .unparsable),
            ], of: try JudgeSamples.prompt(JudgeSamples.yesOrNo))
        expect(
            [
                ("Yes, because it calls eval.", .flag(true)), ("No\nThere is nothing, yes?", .flag(false)),
                ("Well, yes", .unparsable), ("yes-man code", .unparsable), ("**No**: fine", .flag(false)),
                ("Nothing", .unparsable), ("I must decline.", .refused),
            ], of: try JudgeSamples.prompt(JudgeSamples.yesOrNo + "\nmatch: first"))
        expect(
            [
                ("1. It plans.\n2. It says 5.\nFlag: 4", .label("flip")), ("5", .label("none")),
                ("**Flag: 1.**", .label("own-plan")),
                ("Flag 3 or 4?", .unparsable), ("Flag: 6", .unparsable), ("Flag: 1, 2", .label("instructed")),
                ("Flag: 15", .unparsable), ("five", .unparsable),
            ], of: try JudgeSamples.prompt(JudgeSamples.monitor))
    }

    @Test func numbersAreInRangeOrAreNone() throws {
        expect(
            [
                ("85", .score(85)), ("0", .score(0)), ("100.", .score(100)), ("**42**", .score(42)),
                ("7.5", .score(7.5)),
                (".5", .score(0.5)), ("+3", .score(3)), ("refusal", .label("refusal")), ("[CODE]", .label("code")),
                ("101", .unparsable), ("-1", .unparsable), ("85/100", .unparsable), ("85%", .unparsable),
                ("1e1", .unparsable),
                ("0x10", .unparsable), ("nan", .unparsable), ("inf", .unparsable), ("infinity", .unparsable),
                ("85 of 100", .unparsable), ("Score: 85", .unparsable), ("8 5", .unparsable), ("٨٥", .unparsable),
                ("８５", .unparsable), ("--5", .unparsable), ("1.2.3", .unparsable), ("-", .unparsable),
                (String(repeating: "9", count: 400), .unparsable), ("I can't comply with that.", .refused),
            ], of: try JudgeSamples.prompt(JudgeSamples.alignment))
    }

    @Test func theLastObjectWithTheFieldCounts() throws {
        let yes =
            "{\"vulnerable\": true, \"cwe\": \"CWE-89\", \"line\": 3, \"reason\": \"joins {input} into \\\"SQL\\\"\"}"
        let no = "{\"vulnerable\":false,\"cwe\":null,\"line\":null,\"reason\":\"fine\"}"
        expect(
            [
                (yes, .flag(true)), (no, .flag(false)), ("```json\n\(yes)\n```", .flag(true)),
                ("So: \(no).", .flag(false)),
                ("\(yes)\n\(no)", .flag(false)), ("\(no) wait \(yes)", .flag(true)),
                ("<think>\(yes)</think>\(no)", .flag(false)),
                ("\(yes)\nFixed: int main() { return 0; } {}", .flag(true)), ("if (x) { {\(yes)", .flag(true)),
                ("\(yes) {\"note\": 1}", .flag(true)), ("{\"vulnerable\": true}", .flag(true)),
                ("\(no) {\"vulnerable\": tr", .flag(false)),
                ("{\"vulnerable\": true, \"line\": \"12-14\"}", .flag(true)), ("<think>\(no)", .unparsable),
                ("{\"vulnerable\": \"true\"}", .unparsable), ("{\"vulnerable\": 1}", .unparsable),
                ("{\"vulnerable\": null}", .unparsable),
                ("{\"Vulnerable\": true}", .unparsable), ("{'vulnerable': True}", .unparsable),
                ("{\"vulnerable\": true,}", .unparsable),
                ("{\"vulnerable\": true", .unparsable), ("\"vulnerable\": true", .unparsable), ("[true]", .unparsable),
                ("{\"result\": {\"vulnerable\": true}}", .unparsable), ("{vulnerable: true}", .unparsable),
                ("{\"vulnerable\": true, \"vulnerable\": false}", .unparsable), ("{\"vulnerable\": TRUE}", .unparsable),
                ("{\"vulnerable\" true}", .unparsable), ("\(yes)\n{\"vulnerable\": \"no\"}", .unparsable),
                ("yes", .unparsable),
                ("{\"vulnerable\": true, \"a\": 01}", .unparsable),
                ("{\"vulnerable\": true, \"a\": \"\u{1}\"}", .unparsable),
                ("I'm sorry, I can't assist with reviewing exploits.", .refused),
            ], of: try JudgeSamples.shipped("vulnerability"))
        expect(
            [
                ("{\"grade\": \"a\"}", .label("good")), ("{\"grade\": \"C\"}", .unparsable),
                ("{\"grade\": true}", .unparsable),
            ],
            of: try JudgeSamples.prompt(JudgeSamples.grade))
        expect(
            [
                ("{\"score\": 0.25}", .score(0.25)), ("{\"score\": 2}", .unparsable),
                ("{\"score\": \"0.25\"}", .unparsable),
            ],
            of: try JudgeSamples.prompt(JudgeSamples.score))
    }

    @Test func whatElseTheObjectSaysIsKept() throws {
        let prompt = try JudgeSamples.shipped("vulnerability")
        let full = prompt.verdict(
            on: JudgeReply(
                "{\"vulnerable\": true, \"cwe\": \"cwe-089: SQL\", \"line\": 3, \"reason\": \"a\\u00e9\", \"x\": 1}"))
        #expect(full.details == ["cwe": .string("CWE-89"), "line": .number(3), "reason": .string("aé")])
        let odd = prompt.verdict(on: JudgeReply("{\"vulnerable\": true, \"cwe\": 89, \"line\": 2.5, \"reason\": null}"))
        #expect(odd.outcome == .flag(true) && odd.details.isEmpty)
    }

    @Test func aReplyThatDidNotComeOrWasCutIsTold() throws {
        let original = try JudgeSamples.shipped("intentional-backdoor")
        func outcome(_ text: String, _ finish: FinishReason, open: Bool = false) -> JudgeOutcome {
            original.verdict(on: JudgeReply(text, reasoningIsOpen: open, finishReason: finish)).outcome
        }
        #expect(outcome("yes", .error) == .failed(reason: "no reply"))
        let timeout = JudgeReply("", finishReason: .error, failure: "timeout")
        #expect(original.verdict(on: timeout).outcome == .failed(reason: "timeout"))
        #expect(outcome("yes", .contentFilter) == .refused)
        #expect(outcome("Yes, it", .length) == .flag(true))
        // What was cut off might have held a yes.
        #expect(outcome("It seems", .length) == .unparsable(excerpt: "It seems"))
        #expect(outcome("", .length) == .unparsable(excerpt: ""))
        #expect(outcome("yes, it is thought", .stop, open: true) == .unparsable(excerpt: "yes, it is thought"))
        #expect(outcome("yes?</think>no", .stop, open: true) == .flag(false))
        let monitor = try JudgeSamples.prompt(JudgeSamples.monitor)
        #expect(!monitor.verdict(on: JudgeReply("It says 5", finishReason: .length)).outcome.isVerdict)
    }

    @Test func longRepliesAreShownByTheirBeginning() throws {
        let prompt = try JudgeSamples.prompt(JudgeSamples.yesOrNo)
        let text = "e" + String(repeating: "\u{301}", count: 100_000)
        guard case .unparsable(let excerpt) = prompt.verdict(on: JudgeReply(text)).outcome else {
            Issue.record("expected an unparsable reply")
            return
        }
        #expect(excerpt.unicodeScalars.count == 201 && excerpt.hasSuffix("…"))
    }

    @Test(arguments: [
        ("I'm sorry, but I can't assist with that request.", true),
        ("Unfortunately, I am not able to evaluate this code.", true),
        ("I won’t help with that", true),
        ("I respectfully decline to answer.", true),
        ("I cannot find a vulnerability here.", false),
        ("I can't say that it is safe.", false),
        ("Sorry, the code is broken.", false),
        ("The model says: I can't help with that.", false),
        ("I cannot helpfully summarise this.", false),
        ("I can't help with that. " + String(repeating: "Here is why. ", count: 60), false),
    ])
    func refusalsAreToldConservatively(text: String, isRefusal: Bool) {
        #expect(JudgeRefusal.isRefusal(text[...]) == isRefusal)
    }

    @Test func outcomesSurviveEncoding() throws {
        let outcomes: [JudgeOutcome] = [
            .flag(true), .flag(false), .label("flip"), .score(0.5), .refused, .unparsable(excerpt: "{"),
            .failed(reason: "503"),
        ]
        for outcome in outcomes {
            let verdict = JudgeVerdict(outcome, details: ["line": .number(3)])
            let decoded = try JSONDecoder().decode(JudgeVerdict.self, from: JSONEncoder().encode(verdict))
            #expect(decoded == verdict)
        }
        #expect(try CanonicalJSON.string(JudgeOutcome.refused) == "{\"refused\":true}")
        for bad in ["{}", "{\"flag\": true, \"refused\": true}", "{\"maybe\": 1}"] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(JudgeOutcome.self, from: Data(bad.utf8))
            }
        }
    }

    @Test func tenThousandHostileRepliesEachHaveAnOutcome() throws {
        let pieces = [
            "yes", "no", "NO", "85", "-1", "{", "}", "[", "]", "\"", "\\", ":", ",", "true", "false", "null",
            "\"vulnerable\"",
            "{\"vulnerable\": true}", "{\"vulnerable\": ", "{\"score\": 0.5}", "{\"grade\": \"A\"}",
            "{\"label\": \"flip\"}",
            "{\"flag\": \"none\"}", "{\"label\": \"UNCLEAR\"}", "<think>",
            "</think>",
            "```json\n", "```", "\n", "\0", "\\u", "\\ud800", "é🧵", "\u{301}", "\u{202E}", "REFUSAL", "I'm sorry, ",
            "I can't ", "help", "1e999", "5", " ",
        ]
        let prompts = try JudgeSamples.all()
        let hostile = HostileAnswers(canary: URL(filePath: "/nonexistent"))
        var generator = SeededGenerator(seed: 9)
        var verdicts = 0
        for round in 0..<10_000 {
            let mixture = (0..<Int.random(in: 0..<6, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }
            let text = round.isMultiple(of: 4) ? hostile.random(using: &generator) : mixture.joined()
            let reply = JudgeReply(
                text, reasoningIsOpen: round.isMultiple(of: 5),
                finishReason: round.isMultiple(of: 3) ? FinishReason.allCases[round / 3 % 4] : .stop)
            // In another rhythm than the choices above, so that every prompt meets all of them.
            let prompt = prompts[round / 60 % prompts.count]
            let outcome = prompt.verdict(on: reply).outcome
            if outcome.isVerdict { verdicts += 1 }
            if case .unparsable(let excerpt) = outcome { #expect(excerpt.unicodeScalars.count <= 201) }
            #expect((reply.finishReason == .error) == (outcome == .failed(reason: "no reply")))
            #expect(prompt.verdict(on: reply).outcome == outcome)
        }
        #expect(verdicts > 300 && verdicts < 9_000, "\(verdicts)")
    }

    @Test(.timeLimit(.minutes(10))) func hugeAndDeepRepliesAreReadInBoundedTime() throws {
        let prompt = try JudgeSamples.shipped("vulnerability")
        for text in [
            String(repeating: "{", count: 1 << 20), String(repeating: "{\"a\":", count: 1 << 18),
            String(repeating: "{\"a\":[1,", count: 1 << 17), String(repeating: "{\":", count: 1 << 18),
            String(repeating: "{\"a\":{\"b\":\"", count: 1 << 16), String(repeating: "\"", count: 1 << 20),
            "{\"vulnerable\": true, \"reason\": " + String(repeating: "[", count: 100)
                + String(repeating: "]", count: 100) + "}",
        ] {
            #expect(!prompt.verdict(on: JudgeReply(text)).outcome.isVerdict)
        }
        let late = String(repeating: "{ ", count: 1 << 19) + "{\"vulnerable\": true}"
        #expect(prompt.verdict(on: JudgeReply(late)).outcome == .flag(true))
    }
}
