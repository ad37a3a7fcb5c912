/// Where replies are kept between runs, so that no question is paid for twice.
package protocol ReplyStore: Sendable {
    /// The reply that was saved under `key`, or nil.
    func reply(for key: ReplyKey) async throws -> ChatReply?

    /// Keeps a reply. Failed ones are not handed over.
    func save(_ reply: ChatReply, for key: ReplyKey) async throws
}
