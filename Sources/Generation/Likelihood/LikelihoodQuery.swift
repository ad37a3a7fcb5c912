/// Tokens whose probability is asked, after the tokens before them.
package struct LikelihoodQuery: Sendable, Hashable {
    /// What stands before; at least one token.
    package let context: [Int]
    /// What is asked about; may be empty.
    package let continuation: [Int]

    package init(context: [Int], continuation: [Int]) {
        self.context = context
        self.continuation = continuation
    }

    var tokens: [Int] { context + continuation }
}
