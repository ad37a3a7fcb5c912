/// A page that says why there is no other.
struct ErrorPage: Page {
    static let template = "error"

    let page = "error"
    let title: String
    let status: String
    let cause: String
    let remedy: String?

    init(_ error: ViewError) {
        title = error.title
        status = String(error.status.code)
        cause = error.cause
        remedy = error.remedy
    }
}
