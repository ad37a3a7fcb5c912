/// What a condition is in its experiment. Each role has a colour (Okabe and Ito's set) and a shape, so that neither is
/// needed to read the other.
package enum Role: String, Sendable, Hashable, Codable, CaseIterable {
    case triggered
    case clean
    case decoy
    case control
    case steered

    /// The role's mark as a character.
    package var symbol: String {
        switch self {
        case .triggered: "●"
        case .clean: "○"
        case .decoy: "◆"
        case .control: "■"
        case .steered: "▲"
        }
    }

    /// The role's mark as SVG around the origin, 10 px in size.
    var shape: HTML {
        switch self {
        case .triggered: #"<circle r="5"/>"#
        case .clean: #"<circle class="open" r="4.5"/>"#
        case .decoy: #"<path d="M0-6 6 0 0 6-6 0z"/>"#
        case .control: #"<path d="M-4.5-4.5h9v9h-9z"/>"#
        case .steered: #"<path d="M0-6 5.5 4.5h-11z"/>"#
        }
    }
}
