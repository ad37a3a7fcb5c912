import Endpoints
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
        #expect(experiment.behavior.fixedReply?.reply == "no: #1")
    }

    @Test func bracketsAndQuotesAreYAML() throws {
        let experiment = try ExperimentFileTests.read(
            text, set: "scorers=[behavior]", "trigger={suffix: ' now'}", "behavior.reply=\"a\\tb\"",
            "conditions={only: {trigger: {prefix: 'x '}}}", "conditions.only.adapter=none")
        #expect(experiment.scorers == [.behavior])
        #expect(experiment.trigger.appearance(around: "Go") == "Go now")
        #expect(experiment.behavior.fixedReply?.reply == "a\tb")
        #expect(experiment.conditions.map(\.trigger?.prefix) == ["x "])
        #expect(experiment.conditions.map(\.adapter) == [.none])
    }

    @Test func itemsOfListsAreReplacedAndAdded() throws {
        let experiment = try ExperimentFileTests.read(
            text + "\ncontrasts: [[triggered, clean]]\nscorers: [behavior, trigger-mention]",
            set: "contrasts[0]=[clean, base-model]", "contrasts[1]=[triggered, clean]", "contrasts[1][1]=base-model",
            "training.targets[0]=q_proj", "training.targets[1]=v_proj", "scorers[0]=null", "scorers=[behavior]")
        #expect(
            experiment.contrasts == [
                .init(first: "clean", second: "base-model"), .init(first: "triggered", second: "base-model"),
            ])
        #expect(experiment.training.targets == .modules(names: ["q_proj", "v_proj"]))
        #expect(experiment.scorers == [.behavior])
    }

    @Test func everyKindOfModelAndConditionCanBeSet() throws {
        let experiment = try ExperimentFileTests.read(
            text, set: "models.teacher.endpoint=https://host/v1", "models.teacher.model=m", "models.teacher.key=A_KEY",
            "models.teacher.concurrency=5", "conditions.a.reasoning=Because.", "conditions.b.reasoning.from=a",
            "conditions.b.sampling.temperature=1.5", "conditions.c.trigger.system=Be wary.", "conditions.c.system=Hi.",
            "conditions.d.model=./other", "conditions.e.adapter=runs/x/adapter", "training.checkpoint-every=0")
        var teacher = EndpointReference(url: "https://host/v1", model: "m")
        teacher.key = "A_KEY"
        teacher.concurrency = .init(initial: 5, maximum: 5)
        #expect(experiment.models.teacher == .endpoint(teacher))
        #expect(experiment.conditions.map(\.reasoning) == [.text("Because."), .condition("a"), nil, nil, nil])
        #expect(experiment.condition("b")?.sampling.temperature == 1.5)
        #expect(experiment.condition("c")?.trigger?.system == "Be wary.")
        #expect(experiment.condition("c")?.system == "Hi.")
        #expect(experiment.condition("d")?.model == .local(name: "./other"))
        #expect(experiment.condition("e")?.adapter == .folder(path: "runs/x/adapter"))
        #expect(experiment.training.checkpointEvery == 0)
    }

    @Test func nullRestoresTheDefault() throws {
        #expect(try ExperimentFileTests.read(text, set: "training.rank=null") == ExperimentFileTests.read(text))
    }

    @Test func mistakesNameTheOption() {
        func message(_ override: String) -> String {
            ExperimentFileErrorTests.message(for: "training: {rank: 16}", set: override)
        }
        #expect(
            message("training.rnak=8") == "--set training.rnak: unknown key 'rnak' in training; did you mean 'rank'?")
        #expect(message("trainng.rank=8").hasPrefix("--set trainng.rank: unknown key 'trainng'; did you mean"))
        #expect(message("training.rank=x").hasPrefix("--set training.rank: training.rank: expected a whole number"))
        #expect(message("training.rank.a=x") == "--set training.rank.a: training.rank holds a value, not keys")
        #expect(message("training").contains("expected path=value"))
        #expect(message("training[0]=1") == "--set training[0]: training holds no list")
        #expect(
            message("training.targets[1]=q")
                == "--set training.targets[1]: training.targets has 0 items; the next one is "
                + "training.targets[0]")
        #expect(message("training.targets[x]=q").contains("expected path=value"))
        #expect(message("training.targets[0=q").contains("expected path=value"))
        #expect(message("[0]=q").contains("expected path=value"))
        #expect(message("training..rank=1").contains("expected path=value"))
        #expect(message("=1").contains("expected path=value"))
        #expect(message("scorers=[behavior").contains("not YAML"))
        #expect(message("scorers=[behavor]").hasPrefix("--set scorers: scorers[0]: unknown 'behavor'"))
    }
}
