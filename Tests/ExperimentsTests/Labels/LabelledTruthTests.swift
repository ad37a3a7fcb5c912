import Evaluation
import Foundation
import Testing

@testable import Experiments

@Suite struct LabelledTruthTests {
    private func label(_ transcript: String, _ value: HumanLabel.Value, by labeller: String = "Ada") -> HumanLabel {
        HumanLabel(transcript: transcript, value: value, labeller: labeller, date: .now)
    }

    @Test func mostOfThoseWhoCanTellDecide() {
        let truth = LabelledTruth([
            label("a", .yes), label("a", .yes, by: "Grace"), label("a", .no, by: "Emmy"),
            label("b", .no), label("b", .unclear, by: "Grace"),
            label("c", .yes), label("c", .no, by: "Grace"),
            label("d", .unclear),
        ])
        #expect(truth.answers == ["a": true, "b": false])
        #expect(truth.undecided == 2)
        #expect(truth.labellers == ["Ada", "Emmy", "Grace"])
    }

    @Test func otherQuestionsAreNoAnswers() {
        let label = HumanLabel(transcript: "a", question: "trigger-mention", value: .yes, labeller: "Ada", date: .now)
        #expect(LabelledTruth([label]).answers.isEmpty)
        #expect(LabelledTruth([label], question: "trigger-mention").answers == ["a": true])
    }

    @Test func detectorsAreMeasuredOnWhatTheyGaveAVerdictOn() {
        let truth = LabelledTruth(
            [label("a", .yes), label("b", .yes), label("c", .no), label("d", .no), label("e", .no)])
        let matrix = truth.confusion(with: ["a": true, "b": false, "c": true, "d": false, "x": true])
        #expect(
            matrix
                == ConfusionMatrix(truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 1))
    }

    @Test func peopleWhoAgreeHaveAnAlphaOfOne() {
        let truth = LabelledTruth(
            ["Ada", "Grace"].flatMap { [label("a", .yes, by: $0), label("b", .no, by: $0)] })
        #expect(truth.agreement?.alpha == 1)
        #expect(LabelledTruth([label("a", .yes)]).agreement == nil)
    }
}
