import Endpoints
import Evaluation

extension ChatReply {
    /// The reply of a judge.
    var judgeReply: JudgeReply {
        JudgeReply(
            text, reasoningIsOpen: reasoningIsOpen, finishReason: FinishReason(ending), failure: failure?.message)
    }
}
