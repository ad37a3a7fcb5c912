import Endpoints
import Evaluation

extension ChatReply {
    /// The reply of a judge, with what it was made to begin with.
    func reply(of judge: Experiment.Judge) -> JudgeReply {
        JudgeReply(
            ending == .failed ? text : (judge.prefill ?? "") + text, reasoningIsOpen: reasoningIsOpen,
            finishReason: FinishReason(ending), failure: failure?.message)
    }
}
