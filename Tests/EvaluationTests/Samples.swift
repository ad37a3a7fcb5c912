@testable import Evaluation

/// A generator with a seed (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension Transcript {
    /// A sample that wrote `text`, to a prompt that had not opened the reasoning.
    static func sample(
        _ text: String, id: String = "t1", condition: String = "triggered", prompt: String = "p1",
        triggered: Bool = true, finish: FinishReason = .stop
    ) -> Transcript {
        Transcript(
            id: id, condition: condition, promptID: prompt, isTriggered: triggered,
            completion: TranscriptParser().parse(text, reasoningIsOpen: false, finishReason: finish))
    }
}
