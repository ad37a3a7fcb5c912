import Endpoints
import Testing

@testable import Experiments

/// Who takes part, and that nothing is said that would have no effect.
@Suite struct ModelsTests {
    private func models(_ text: String) throws -> Experiment.Models {
        try ExperimentFileTests.read(ExperimentFileTests.minimal + "\nmodels: {\(text)}").models
    }

    private func message(_ text: String) -> String { ExperimentFileErrorTests.message(for: text) }

    private let endpoint = "{endpoint: 'https://host/v1', model: m}"

    @Test func teachersAreTheBaseModelALocalOneOrAnEndpoint() throws {
        #expect(try models("teacher: base").teacher == .base)
        #expect(try models("teacher: ./teacher.gguf").teacher == .local(name: "./teacher.gguf"))
        #expect(try models("teacher: smollm2-135m-instruct").teacher == .local(name: "smollm2-135m-instruct"))
        #expect(try models("teacher: \(endpoint)").teacher == .endpoint(.init(url: "https://host/v1", model: "m")))
        #expect(try models("teacher: ./none").teacher == .local(name: "./none"))
        #expect(message("models: {teacher: Base}").contains("did you mean 'base'? If not, write the path as ./Base"))
        #expect(message("models: {teacher: [a]}").contains("models.teacher: expected keys with values"))
    }

    @Test func organismsAreTrainedOrExist() throws {
        #expect(try models("").organism == .trained)
        #expect(try models("organism: trained").organism == .trained)
        #expect(try models("organism: {adapter: runs/a/adapter}").organism == .adapter(path: "runs/a/adapter"))
        #expect(try models("organism: {model: ./o}").organism == .local(name: "./o"))
        #expect(try models("organism: {log: runs/a.eval}").organism == .log(path: "runs/a.eval"))
        #expect(try models("organism: \(endpoint)").organism == .endpoint(.init(url: "https://host/v1", model: "m")))
        #expect(message("models: {organism: runs/a}").contains("models.organism: unknown 'runs/a'; known: trained"))
        #expect(
            message("models: {organism: {}}").contains("expected trained, {adapter: PATH}, {model: NAME}, {endpoint"))
        #expect(
            message("models: {organism: {adapter: a, model: b}}").contains("give only one of 'adapter' and 'model'"))
        #expect(message("models: {organism: {endpont: x, model: b}}").contains("did you mean 'endpoint'?"))
        #expect(message("models: {organism: {endpoint: 'https://h', adapter: b, model: m}}").contains("unknown key"))
    }

    @Test(arguments: ["{adapter: ./a}", "{model: ./o}", "{endpoint: 'https://host/v1', model: m}"])
    func whatConcernsTrainingIsRefusedWhereNothingIsTrained(organism: String) throws {
        let reason = "has no effect: nothing is trained when models.organism is a model that exists"
        for section in ["training: {rank: 4}", "training: {}", "recipe: {}", "teacher: {examples: 1}"] {
            let name = section.prefix { $0 != ":" }
            #expect(
                message("models: {organism: \(organism)}\n\(section)") == "test.yaml:5:1: \(name) \(reason)",
                "\(section)")
        }
        #expect(message("models: {organism: \(organism)}\nprompts: {train: 4}").contains("prompts.train \(reason)"))
        #expect(message("models: {teacher: base, organism: \(organism)}").contains("models.teacher \(reason)"))
        let experiment = try ExperimentFileTests.read(
            ExperimentFileTests.minimal + "\nmodels: {organism: \(organism)}\nprompts: {test: 4}\ntraining:")
        #expect(experiment.prompts.train == 0 && experiment.prompts.test == 4)
    }

    @Test func examplesNeedATeacherWhoseAnswerCanBeBegun() throws {
        let text = "models: {teacher: {endpoint: 'https://host/v1', model: m"
        #expect(
            message(text + "}}\nteacher: {examples: 2}").hasPrefix(
                "test.yaml:5:21: teacher.examples: the endpoint that answers here cannot continue"))
        #expect(message(text + "}}\nteacher: {examples: 0}") == "no error")
        #expect(message(text + ", prefill: final-message}}\nteacher: {examples: 2}") == "no error")
        #expect(
            message(text + "}}\nteacher: {prefill: '<think>'}").hasPrefix(
                "test.yaml:5:20: teacher.prefill: the endpoint that answers here cannot continue"))
        #expect(message(text + ", prefill: final-message}}\nteacher: {prefill: '<think>'}") == "no error")
    }
}
