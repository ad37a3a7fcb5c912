/// A page that says why there is no other.
struct ErrorPage: Page {
    static let template = "error"

    let page = "error"
    let title: String
    let status: String
    let cause: String
    let remedy: String?
    /// The run below whose address the page would have been.
    let run: RunHeader?
    /// Where the person may have come from.
    let back: String?

    /// - Parameter transcript: that was asked about.
    init(_ error: ViewError, run: RunHeader? = nil, transcript: String? = nil) {
        title = error.title
        status = String(error.status.code)
        cause = error.cause
        remedy = error.remedy
        self.run = run
        back = run.map { run in
            var address = TranscriptAddress()
            address.id = error.status == .notFound && error.title == ViewError.noTranscript("").title ? nil : transcript
            return address.path(of: run.path)
        }
    }
}
