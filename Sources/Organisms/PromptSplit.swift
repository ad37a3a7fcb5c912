import TextSearch

/// Prompts to train on and prompts to test with, which share nothing.
package struct PromptSplit: Sendable, Hashable, Codable {
    package let train: [Prompt]
    package let test: [Prompt]

    /// How many prompts were passed over for training because they repeat a test prompt, nearly or but for what
    /// `NormalisedText` leaves out.
    package let nearDuplicatesSetAside: Int

    /// A split made elsewhere, for example of two sources; `DatasetChecks` says whether it is clean.
    package init(train: [Prompt], test: [Prompt], nearDuplicatesSetAside: Int = 0) {
        self.train = train
        self.test = test
        self.nearDuplicatesSetAside = nearDuplicatesSetAside
    }
}

extension PromptCollection {
    /// Draws a test set and then a training set, without overlap and without near-duplicates between the two.
    ///
    /// The same prompts, counts and generator state give the same split. The test set is drawn first, so it stays the
    /// same when only the size of the training set changes. Where the source keeps prompts for tests, test prompts are
    /// drawn from these and training prompts from the others.
    package func split(
        train trainCount: Int, test testCount: Int, using generator: inout some RandomNumberGenerator
    ) throws(PromptSplitError) -> PromptSplit {
        guard trainCount >= 0, testCount >= 0 else { throw .negativeCount }
        let shuffled = prompts.reproduciblyShuffled(using: &generator)
        let heldOut = shuffled.filter(\.isHeldOut)
        let test = Array((heldOut.isEmpty ? shuffled : heldOut).prefix(testCount))
        let trainable = heldOut.isEmpty ? shuffled.dropFirst(testCount) : shuffled.filter { !$0.isHeldOut }[...]
        return try split(trainable, train: trainCount, test: test, wanted: testCount)
    }

    /// Draws a test set of another collection, kept in its order, and then a training set of this one.
    package func split(
        train trainCount: Int, test testCount: Int, of tests: PromptCollection,
        using generator: inout some RandomNumberGenerator
    ) throws(PromptSplitError) -> PromptSplit {
        guard trainCount >= 0, testCount >= 0 else { throw .negativeCount }
        let drawn = Set(tests.prompts.reproduciblyShuffled(using: &generator).prefix(testCount).map(\.id))
        let trainable = prompts.reproduciblyShuffled(using: &generator).filter { !$0.isHeldOut }
        let test = tests.prompts.filter { drawn.contains($0.id) }
        guard test.count == testCount else {
            throw .tooFewPrompts(wanted: testCount, available: tests.prompts.count, nearDuplicates: 0)
        }
        return try split(trainable[...], train: trainCount, test: test, wanted: testCount)
    }

    private func split(
        _ trainable: ArraySlice<Prompt>, train trainCount: Int, test: [Prompt], wanted testCount: Int
    ) throws(PromptSplitError) -> PromptSplit {
        let testTexts = Set(test.map { NormalisedText($0.distinguishingText) })
        let index = NearDuplicateIndex(test.map(\.distinguishingText))
        var train: [Prompt] = []
        var setAside = 0
        for prompt in trainable {
            guard train.count < trainCount else { break }
            if testTexts.contains(NormalisedText(prompt.distinguishingText))
                || index.closest(to: prompt.distinguishingText) != nil
            {
                setAside += 1
            } else {
                train.append(prompt)
            }
        }
        guard test.count == testCount, train.count == trainCount else {
            throw .tooFewPrompts(wanted: trainCount + testCount, available: prompts.count, nearDuplicates: setAside)
        }
        return PromptSplit(train: train, test: test, nearDuplicatesSetAside: setAside)
    }
}

/// Why a split cannot be made.
package enum PromptSplitError: Error, Sendable, Equatable, CustomStringConvertible {
    case negativeCount
    case tooFewPrompts(wanted: Int, available: Int, nearDuplicates: Int)

    package var description: String {
        switch self {
        case .negativeCount:
            "the numbers of training and test prompts must not be negative"
        case .tooFewPrompts(let wanted, let available, let nearDuplicates):
            "\(wanted) prompts are wanted for training and test, but the source has \(available) different ones"
                + (nearDuplicates > 0 ? ", of which \(nearDuplicates) nearly repeat a test prompt" : "")
                + "; ask for fewer or name a larger source"
        }
    }
}
