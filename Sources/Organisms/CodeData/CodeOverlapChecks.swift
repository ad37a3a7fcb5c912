import TextSearch

/// What must be true of code tasks before those that are trained on and those that test the model can be told apart.
package struct CodeOverlapChecks: Sendable {
    private let train: [CodeTask]
    private let test: [CodeTask]

    package init(train: [CodeTask], test: [CodeTask]) {
        self.train = train
        self.test = test
    }

    /// No task to test with is trained on, by its id or its content, nor anything close to one.
    package func all() -> [DatasetCheck] {
        let identifiers = Set(train.map(\.id))
        let contents = Set(train.map { NormalisedText($0.content) })
        let index = NearDuplicateIndex(train.map(\.content))
        return [
            DatasetCheck("train-and-test-share-no-code-task", of: test, id: \.id) { task in
                identifiers.contains(task.id) || contents.contains(NormalisedText(task.content))
            },
            DatasetCheck("train-and-test-share-no-similar-code-task", of: test, id: \.id) { task in
                index.closest(to: task.content) != nil
            },
        ]
    }
}
