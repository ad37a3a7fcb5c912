import Foundation

/// How one request becomes one reply. Its caller holds a place in flight.
extension RemoteModel {
    /// - Parameter onText: called with each new piece of the text; nil where the answer is wanted whole.
    func reply(to request: ChatRequest, onText: (@Sendable (String) throws -> Void)?) async throws -> ChatReply {
        let prepared = try PreparedRequest(request, to: reference, at: address, template: template)
        if let kept = try await store?.reply(for: prepared.key) {
            tally.kept()
            try onText?(kept.text)
            return kept.kept(as: request.id)
        }
        let reply = try await sentReply(to: prepared, onText: onText)
        if reply.ending != .failed { try await store?.save(reply, for: prepared.key) }
        return reply
    }

    private func sentReply(
        to prepared: PreparedRequest, onText: (@Sendable (String) throws -> Void)?
    ) async throws -> ChatReply {
        let policy = RetryPolicy(reference)
        try await waitOutPause()
        let start = timepiece.now()
        var made = 0
        while true {
            made += 1
            let spoken = dialect.withLock { $0 }
            let attempt = Attempt(model: self, request: prepared, dialect: spoken, onText: onText)
            tally.sent(isRetry: made > 1)
            do {
                let answer = try await attempt.answer()
                gate.succeeded()
                tally.answered(usage: answer.usage, model: answer.model)
                return answer.reply(
                    id: prepared.request.id, prompt: prepared.prompt, attempts: made, redactor: redactor)
            } catch let failure as AttemptFailure {
                try throwIfHopeless(failure)
                gate.failed(failure.kind, retryAfter: failure.retryAfter.map { min($0, policy.deadline) })
                if learns(from: failure, of: prepared, in: spoken) { continue }
                let elapsed = timepiece.now() - start
                guard !attempt.hasHandedOverText,
                    let wait = policy.wait(after: failure, made: made, elapsed: elapsed),
                    try await isReady(after: wait, until: start + policy.deadline)
                else { return failed(prepared, failure, attempts: made) }
            }
        }
    }

    /// Waits for the next attempt; false if that could not begin before `deadline`.
    private func isReady(after wait: Duration, until deadline: Duration) async throws -> Bool {
        try await timepiece.sleep(wait)
        try await gate.renew()
        while let pause = gate.pause {
            guard timepiece.now() + pause <= deadline else { return false }
            try await timepiece.sleep(pause)
        }
        return timepiece.now() <= deadline
    }

    private func waitOutPause() async throws {
        while let pause = gate.pause { try await timepiece.sleep(pause) }
    }

    /// Throws for what every other request would meet too.
    private func throwIfHopeless(_ failure: AttemptFailure) throws {
        guard let complaint = failure.complaint else { return }
        let message = FailureMessage(complaint.error.message, redactor).text
        if complaint.status == 401 || complaint.status == 403 {
            throw EndpointError.unauthorized(
                status: complaint.status, url: address.text, variable: reference.key, message: message)
        }
        if complaint.error.code == "insufficient_quota" {
            throw EndpointError.quotaExhausted(url: address.text, message: message)
        }
    }

    /// Whether the endpoint rejected a field that can be spelt differently from how it was.
    private func learns(from failure: AttemptFailure, of prepared: PreparedRequest, in spoken: Dialect) -> Bool {
        guard failure.kind == .rejected, let complaint = failure.complaint?.error else { return false }
        var improved = spoken
        improved.learn(from: complaint, omittable: prepared.omittable)
        guard improved != spoken else { return false }
        dialect.withLock { $0.learn(from: complaint, omittable: prepared.omittable) }
        return true
    }

    private func failed(_ prepared: PreparedRequest, _ failure: AttemptFailure, attempts: Int) -> ChatReply {
        tally.failed(failure.kind)
        let message = failure.message + (attempts > 1 ? " (after \(attempts) attempts)" : "")
        return ChatReply(
            id: prepared.request.id, text: "", reasoningIsOpen: prepared.reasoningIsOpen,
            ending: failure.kind == .contentFilter ? .refused : .failed,
            failure: .init(failure.kind, FailureMessage(message, redactor).text), prompt: prepared.prompt,
            attempts: attempts)
    }
}

extension ChatReply {
    /// The reply as that to a request which was not sent.
    fileprivate func kept(as id: String) -> ChatReply {
        ChatReply(
            id: id, text: text, reasoningIsOpen: reasoningIsOpen, ending: ending, failure: failure, tokens: tokens,
            logProbabilities: logProbabilities, usage: usage, prompt: prompt, attempts: 0)
    }
}
