import HTTPTypes

/// Why there is no page, in words for the person who asked.
struct ViewError: Error, Sendable, CustomStringConvertible {
    let status: HTTPResponse.Status
    let title: String
    /// What happened.
    let cause: String
    /// What to do next.
    let remedy: String?

    init(_ status: HTTPResponse.Status, _ title: String, cause: String, remedy: String? = nil) {
        self.status = status
        self.title = title
        self.cause = cause
        self.remedy = remedy
    }

    var description: String { "\(title): \(cause)" }

    /// Whether the person may not see more.
    var concernsAccess: Bool { [.unauthorized, .forbidden, .misdirectedRequest].contains(status) }
}

extension ViewError {
    static let noPage = ViewError(
        .notFound, "No such page", cause: "There is nothing at this address.", remedy: "The overview lists all runs.")

    static func noRun(_ name: String) -> ViewError {
        ViewError(
            .notFound, "No such run", cause: "No run here is called “\(name)”.",
            remedy: "Its folder may have been moved since the address was made; the overview lists all runs.")
    }

    static func noTranscript(_ id: String) -> ViewError {
        ViewError(
            .notFound, "No such transcript", cause: "This run has no transcript “\(id)”.",
            remedy: "It may not have been read yet, or the run was made anew.")
    }

    static func badRequest(_ cause: String) -> ViewError { ViewError(.badRequest, "Not understood", cause: cause) }

    static func method(_ name: String) -> ViewError {
        ViewError(.methodNotAllowed, "Not understood", cause: "The view answers GET, HEAD and POST, not \(name).")
    }

    static func foreignHost(_ name: String) -> ViewError {
        ViewError(
            .misdirectedRequest, "Not this address", cause: "The view is not served under the name “\(name)”.",
            remedy: "Use the address that candor view printed.")
    }

    static let foreignOrigin = ViewError(
        .forbidden, "Refused", cause: "What was sent does not come from a page of this view.",
        remedy: "Open the transcript here and label it here.")

    static let noToken = ViewError(
        .unauthorized, "A token is needed", cause: "This view can be reached from other machines.",
        remedy: "Open the address that candor view printed; it ends with the token.")
}
