/// A point of a curve. Where a number is missing, infinite or beyond all measure, the curve is broken.
struct CurvePoint: Sendable, Hashable {
    var x: Double
    var y: Double

    var canBeDrawn: Bool { abs(x) <= 1e300 && abs(y) <= 1e300 }
}

extension [CurvePoint] {
    /// The points that can be told apart in so many columns: of each column the lowest and the highest, in their order, besides
    /// the first and the last of all. Where a column has points of which none can be drawn, the curve is broken:
    /// the parts between are returned.
    ///
    /// - Parameter points: ascending in x.
    func thinned(toColumns count: Int) -> [[CurvePoint]] {
        let finite = indices.filter { self[$0].canBeDrawn }
        guard let first = finite.first, let last = finite.last else { return [] }
        let (start, length) = (self[first].x, self[last].x - self[first].x)
        func column(_ point: CurvePoint) -> Int {
            guard length > 0, abs(point.x) <= 1e300 else { return 0 }
            return Int(Swift.min(Double(count - 1), Swift.max(0, (point.x - start) / length * Double(count))))
        }
        var parts: [[CurvePoint]] = []
        var part: [CurvePoint] = []
        var next = startIndex
        while next < endIndex {
            let current = column(self[next])
            var (low, high): (Int?, Int?) = (nil, nil)
            var end = next
            while end < endIndex, column(self[end]) == current {
                if self[end].canBeDrawn {
                    if self[end].y < low.map({ self[$0].y }) ?? .infinity { low = end }
                    if self[end].y > high.map({ self[$0].y }) ?? -.infinity { high = end }
                }
                end += 1
            }
            if let low, let high {
                let kept = Set([low, high] + [first, last].filter { (next..<end).contains($0) })
                part += kept.sorted().map { self[$0] }
            } else if !part.isEmpty {
                parts.append(part)
                part = []
            }
            next = end
        }
        return part.isEmpty ? parts : parts + [part]
    }
}
