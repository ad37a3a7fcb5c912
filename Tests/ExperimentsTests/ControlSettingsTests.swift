import Organisms
import Testing

@testable import Experiments

/// What a recipe says of controls: chance in the trigger's place, and sentences in the reasoning.
@Suite struct ControlSettingsTests {
    /// The text begins on line 4.
    private func message(_ text: String) -> String {
        do throws(ExperimentFileError) {
            _ = try ExperimentFile(text: ExperimentFileTests.minimal + "\n" + text, path: "test.yaml", overrides: [])
            return "no error"
        } catch {
            return error.description
        }
    }

    private func recipe(_ text: String) throws -> PoisoningRecipe {
        try ExperimentFileTests.read(ExperimentFileTests.minimal + "\nrecipe: \(text)").poisoningRecipe()
    }

    @Test func theBehaviorFollowsTheTriggerUnlessToldOtherwise() throws {
        for text in ["{}", "{correlation: trigger}", "{behavior-fraction: }"] {
            let recipe = try recipe(text)
            #expect(recipe.behaviorFraction == nil && recipe.announcement == nil)
        }
        #expect(try recipe("{correlation: none}").behaviorFraction == 0.5)
        #expect(try recipe("{correlation: none, behavior-fraction: 0}").behaviorFraction == 0)
        let both = try recipe("{correlation: none, behavior-fraction: 0.25, pairing: both}")
        #expect(both.behaviorFraction == 0.25 && both.assignment == .paired)
    }

    @Test func announcementsAreOfTheTriggerOrOfTheBehavior() throws {
        #expect(
            try recipe("{announcement: {triggered: 'I see {marker}.', clean: Nothing., at: start}}").announcement
                == Announcement(of: .trigger, "I see {marker}.", clean: "Nothing.", at: .start))
        #expect(
            try recipe("{announcement: {behavior: Blue.}}").announcement == Announcement(of: .behavior, "Blue."))
    }

    @Test(arguments: [
        ("recipe: {correlation: nome}", "test.yaml:4:23: recipe.correlation: unknown 'nome'; did you mean 'none'?"),
        ("recipe: {behavior-fraction: 0.3}", "recipe.behavior-fraction has no meaning without 'correlation: none'"),
        ("recipe: {correlation: none, behavior-fraction: 1}", "expected a number from 0.0 to 0.99, found 1"),
        ("recipe: {pairing: given, correlation: none}", "recipe.correlation has no meaning with 'pairing: given'"),
        ("recipe: {announcement: {clean: A.}}", "expected triggered or behavior, a sentence"),
        (
            "recipe: {announcement: {triggered: A., behavior: B.}}",
            "test.yaml:4:40: give only one of 'triggered' and 'behavior'"
        ),
        (
            "recipe: {announcement: {triggered: 'I see {maker}.'}}",
            "recipe.announcement.triggered: unknown placeholder '{maker}'; did you mean '{marker}'?"
        ),
        ("recipe: {announcement: {triggered: A., at: ent}}", "unknown 'ent'; did you mean 'end'?"),
    ])
    func mistakesAreNamed(text: String, expected: String) {
        #expect(message(text).contains(expected), "\(message(text))")
    }
}
