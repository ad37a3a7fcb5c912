import Reports

/// The view's stylesheet, which goes on from the report's, its script, and its icon.
enum ViewAssets {
    static let stylesheet = Reports.stylesheet.text + String(decoding: PackageResources.view_css, as: UTF8.self)
    static let script = String(decoding: PackageResources.view_js, as: UTF8.self)
    static let icon = String(decoding: PackageResources.icon_svg, as: UTF8.self)
}
