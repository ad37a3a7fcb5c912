import Testing

@testable import Experiments

@Suite struct SettingOverrideTests {
    let text = ExperimentFileTests.minimal + "\ntraining: {rank: 16}"

    @Test func overridesReplaceAddAndTakeOrder() throws {
        let experiment = try ExperimentFileTests.read(
            text, set: "training.rank=4", "training.rank=8", "training.alpha=1.5", "sampling.max-tokens=3", "seed=9")
        #expect(experiment.training.rank == 8)
        #expect(experiment.training.alpha == 1.5)
        #expect(experiment.sampling.maxTokens == 3)
        #expect(experiment.seed == 9)
    }

    @Test func plainTextIsTakenAsItStands() throws {
        let experiment = try ExperimentFileTests.read(text, set: "trigger.prefix=|A=B| ", "behavior.reply=no: #1")
        #expect(experiment.trigger.prefix == "|A=B| ")
        #expect(experiment.behavior.reply == "no: #1")
    }

    @Test func bracketsAndQuotesAreYAML() throws {
        let experiment = try ExperimentFileTests.read(
            text, set: "scorers=[behavior]", "trigger={suffix: ' now'}", "behavior.reply=\"a\\tb\"",
            "conditions={only: {trigger: {prefix: 'x '}}}", "conditions.only.adapter=none")
        #expect(experiment.scorers == [.behavior])
        #expect(experiment.trigger.apply(to: "Go") == "Go now")
        #expect(experiment.behavior.reply == "a\tb")
        #expect(experiment.conditions.map(\.trigger?.prefix) == ["x "])
        #expect(experiment.conditions.map(\.adapter) == [.none])
    }

    @Test func nullRestoresTheDefault() throws {
        #expect(try ExperimentFileTests.read(text, set: "training.rank=null") == ExperimentFileTests.read(text))
    }

    @Test func mistakesNameTheOption() {
        func message(_ override: String) -> String {
            ExperimentFileErrorTests.message(for: "training: {rank: 16}", set: override)
        }
        #expect(
            message("training.rnak=8") == "--set training.rnak=8: unknown key 'rnak' in training; did you mean 'rank'?")
        #expect(message("trainng.rank=8").hasPrefix("--set trainng.rank=8: unknown key 'trainng'; did you mean"))
        #expect(message("training.rank=x").hasPrefix("--set training.rank=x: training.rank: expected a whole number"))
        #expect(message("training.rank.a=x") == "--set training.rank.a=x: training.rank holds a value, not keys")
        #expect(message("training").contains("expected path=value"))
        #expect(message("training..rank=1").contains("expected path=value"))
        #expect(message("=1").contains("expected path=value"))
        #expect(message("scorers=[behavior").contains("not YAML"))
        #expect(message("scorers=[behavor]").hasPrefix("--set scorers=[behavor]: scorers[0]: unknown 'behavor'"))
    }
}
