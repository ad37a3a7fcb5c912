/// How the joint projection of queries, keys and values, `[tokens, (queries + 2 · key-values) · size]`, falls into heads.
package struct HeadLayout: Sendable, Hashable {
    package let queries: Int
    package let keyValues: Int
    /// Numbers in one head.
    package let size: Int

    package init(queries: Int, keyValues: Int, size: Int) {
        self.queries = queries
        self.keyValues = keyValues
        self.size = size
    }

    /// Query heads that share a key head.
    package var group: Int { queries / keyValues }
    /// The columns of the joint projection.
    package var width: Int { (queries + 2 * keyValues) * size }
}
